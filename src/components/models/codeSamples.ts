/** A short program written for this site. */
export interface CodeSample {
  id: string;
  /** The language it is written in, as the classifier's card names it. */
  language: string;
  text: string;
  /** How its language writes a comment on a line of its own. */
  comment: readonly [open: string, close: string];
  /** The names its author chose, each with the same in another natural language. */
  names: Readonly<Record<string, string>>;
}

const sample = (
  id: string,
  language: string,
  comment: string,
  names: Record<string, string>,
  text: string
): CodeSample => {
  const [open, close = ""] = comment.split(" … ");
  return {id, language, comment: [open, close], names, text: `${text.trim()}\n`};
};

/** Programs in sixteen languages, all about a small lending library. */
export const codeSamples: readonly CodeSample[] = [
  sample(
    "rust",
    "Rust",
    "//",
    {
      Book: "Livre",
      Shelf: "Rayon",
      books: "livres",
      longest: "plusLong",
      pages: "pages_lues",
      title: "titre",
      shelf: "rayon"
    },
    `
struct Book {
    title: String,
    pages: u32,
}

struct Shelf {
    books: Vec<Book>,
}

impl Shelf {
    // The thickest book, if there is any.
    fn longest(&self) -> Option<&Book> {
        self.books.iter().max_by_key(|b| b.pages)
    }
}

fn main() {
    let shelf = Shelf { books: vec![Book { title: String::from("Middlemarch"), pages: 880 }] };
    match shelf.longest() {
        Some(book) => println!("{} has {} pages", book.title, book.pages),
        None => println!("nothing to read"),
    }
}`
  ),
  sample(
    "python",
    "Python",
    "#",
    {
      Loan: "Prestamo",
      reader: "lectora",
      due: "vence",
      days_late: "dias_tarde",
      fine: "multa",
      loans: "prestamos",
      today: "hoy"
    },
    `
from dataclasses import dataclass
from datetime import date


@dataclass
class Loan:
    reader: str
    due: date

    def days_late(self, today):
        # Nobody pays for bringing a book back early.
        return max(0, (today - self.due).days)


def fine(loans, today, per_day=0.2):
    return sum(loan.days_late(today) for loan in loans) * per_day


if __name__ == "__main__":
    loans = [Loan("Ada", date(2024, 3, 1)), Loan("Grace", date(2024, 4, 1))]
    print(f"due: {fine(loans, date(2024, 3, 20)):.2f}")`
  ),
  sample(
    "javascript",
    "JavaScript",
    "//",
    {
      shelves: "hyllyt",
      findBook: "etsiKirja",
      title: "nimi",
      button: "nappi",
      results: "tulokset",
      query: "haku",
      book: "kirja"
    },
    `
const shelves = new Map();

async function loadShelf(name) {
  const response = await fetch("/shelves/" + name + ".json");
  shelves.set(name, await response.json());
}

// Titles are compared without case.
function findBook(query) {
  const wanted = query.toLowerCase();
  return [...shelves.values()].flat().filter((book) => book.title.toLowerCase().includes(wanted));
}

const button = document.querySelector("#search");
button.addEventListener("click", () => {
  const results = findBook(document.querySelector("input").value);
  console.log(results.map((book) => book.title).join(", "));
});`
  ),
  sample(
    "typescript",
    "TypeScript",
    "//",
    {
      Book: "Buch",
      Reader: "Leserin",
      borrowed: "entliehen",
      limit: "grenze",
      book: "buch",
      borrow: "entleihe"
    },
    `
interface Book {
  readonly isbn: string;
  title: string;
  pages?: number;
}

export class Reader {
  private borrowed: Map<string, Book> = new Map();

  constructor(public readonly name: string, private limit: number = 5) {}

  // Says whether the desk may hand the book over.
  borrow(book: Book): boolean {
    if (this.borrowed.size >= this.limit) return false;
    this.borrowed.set(book.isbn, book);
    return true;
  }

  get titles(): string[] {
    return Array.from(this.borrowed.values(), (book: Book) => book.title);
  }
}`
  ),
  sample(
    "go",
    "Go",
    "//",
    {Book: "Bok", Title: "Tittel", Pages: "Sider", total: "sum", books: "boker", book: "bok"},
    `
package main

import (
	"fmt"
	"sort"
)

type Book struct {
	Title string
	Pages int
}

// total adds up the pages of all books.
func total(books []Book) (sum int) {
	for _, book := range books {
		sum += book.Pages
	}
	return sum
}

func main() {
	books := []Book{{"Emma", 474}, {"Dracula", 418}}
	sort.Slice(books, func(i, j int) bool { return books[i].Pages < books[j].Pages })
	fmt.Println(books[0].Title, total(books))
}`
  ),
  sample(
    "c",
    "C",
    "/* … */",
    {book: "libro", title: "titulo", pages: "paginas", compare: "compara", shelf: "estante"},
    `
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    const char *title;
    int pages;
} book;

/* For qsort: thin books first. */
static int compare(const void *a, const void *b) {
    return ((const book *)a)->pages - ((const book *)b)->pages;
}

int main(void) {
    book shelf[] = {{"Emma", 474}, {"Dracula", 418}, {"Utopia", 134}};
    size_t n = sizeof shelf / sizeof shelf[0];
    qsort(shelf, n, sizeof(book), compare);
    for (size_t i = 0; i < n; i++)
        printf("%s: %d\\n", shelf[i].title, shelf[i].pages);
    return 0;
}`
  ),
  sample(
    "cpp",
    "C++",
    "//",
    {Catalogue: "Katalog", books: "buecher", title: "titel", author: "verfasser", add: "ergaenze", by: "von"},
    `
#include <iostream>
#include <map>
#include <string>
#include <vector>

class Catalogue {
public:
    void add(const std::string& author, std::string title) {
        books[author].push_back(std::move(title));
    }

    // An unknown author wrote nothing.
    const std::vector<std::string>& by(const std::string& author) { return books[author]; }

private:
    std::map<std::string, std::vector<std::string>> books;
};

int main() {
    Catalogue catalogue;
    catalogue.add("Austen", "Emma");
    for (const auto& title : catalogue.by("Austen")) std::cout << title << std::endl;
}`
  ),
  sample(
    "java",
    "Java",
    "//",
    {Library: "Biblioteca", shelf: "prateleira", title: "titulo", books: "livros"},
    `
package library;

import java.util.ArrayList;
import java.util.List;

public class Library {
    private final List<String> books = new ArrayList<>();

    public void shelve(String title) {
        books.add(title);
    }

    // Sorted by the alphabet, as on the shelf.
    public List<String> inOrder() {
        List<String> copy = new ArrayList<>(books);
        copy.sort(String::compareToIgnoreCase);
        return copy;
    }

    public static void main(String[] args) {
        Library library = new Library();
        library.shelve("Utopia");
        System.out.println(library.inOrder());
    }
}`
  ),
  sample(
    "haskell",
    "Haskell",
    "--",
    {Book: "Kniha", title: "nazev", pages: "stran", shelf: "police", thick: "tlusta"},
    `
module Library where

import Data.List (sortOn)
import qualified Data.Map as Map

data Book = Book { title :: String, pages :: Int } deriving (Show, Eq)

-- Books worth a whole weekend.
thick :: [Book] -> [Book]
thick = filter ((> 400) . pages)

byLetter :: [Book] -> Map.Map Char [Book]
byLetter books = Map.fromListWith (++) [(head (title b), [b]) | b <- books]

main :: IO ()
main = do
  let shelf = [Book "Emma" 474, Book "Utopia" 134]
  mapM_ (putStrLn . title) (sortOn pages (thick shelf))`
  ),
  sample(
    "ruby",
    "Ruby",
    "#",
    {Shelf: "Scaffale", books: "libri", title: "titolo", pages: "pagine", longest: "massimo", shelf: "scaffale"},
    `
require "json"

class Shelf
  attr_reader :books

  def initialize(books = [])
    @books = books
  end

  # The titles, one after the other.
  def to_s
    books.map { |book| book[:title] }.join(", ")
  end

  def longest
    books.max_by { |book| book[:pages] }
  end
end

shelf = Shelf.new([{ title: "Emma", pages: 474 }, { title: "Utopia", pages: 134 }])
puts shelf
puts JSON.generate(shelf.longest) unless shelf.books.empty?`
  ),
  sample(
    "shell",
    "Shell",
    "#",
    {archive: "archiv", target: "ziel", file: "datei", count: "anzahl", stamp: "stempel"},
    `
set -eu

archive="$HOME/library"
stamp=$(date +%Y-%m-%d)
target="$archive/backup-$stamp.tar.gz"

# Without an archive there is nothing to keep.
if [ ! -d "$archive" ]; then
  echo "no such folder: $archive" >&2
  exit 1
fi

count=0
for file in "$archive"/*.csv; do
  [ -s "$file" ] || continue
  count=$((count + 1))
done

tar -czf "$target" -C "$archive" . && echo "$count lists saved to $target"`
  ),
  sample(
    "sql",
    "SQL",
    "--",
    {books: "libros", readers: "lectores", loans: "prestamos", title: "titulo", due_on: "vence", name: "nombre"},
    `
CREATE TABLE books (
  id INTEGER PRIMARY KEY,
  title VARCHAR(200) NOT NULL
);

CREATE TABLE loans (
  book_id INTEGER REFERENCES books (id),
  reader_id INTEGER NOT NULL,
  due_on DATE NOT NULL
);

-- Who has had which book for too long?
SELECT readers.name, books.title, COUNT(*) AS times
FROM loans
JOIN books ON books.id = loans.book_id
LEFT JOIN readers ON readers.id = loans.reader_id
WHERE loans.due_on < CURRENT_DATE
GROUP BY readers.name, books.title
ORDER BY times DESC;`
  ),
  sample(
    "html",
    "HTML",
    "<!-- … -->",
    {shelf: "hylle", books: "boker", search: "sok", title: "tittel"},
    `
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Library</title>
    <link rel="stylesheet" href="library.css">
  </head>
  <body>
    <!-- The list is filled at night. -->
    <form class="search" action="/find" method="get">
      <label for="title">Title</label>
      <input id="title" name="title" type="text">
      <button type="submit">Find</button>
    </form>
    <ul class="shelf" id="books">
      <li><a href="/books/1">Emma</a></li>
    </ul>
  </body>
</html>`
  ),
  sample(
    "css",
    "CSS",
    "/* … */",
    {shelf: "estante", book: "libro", title: "titulo", search: "busca"},
    `
:root {
  --ink: #222;
  --paper: #fdfbf5;
}

/* Books stand side by side. */
.shelf {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr));
  gap: 1.5rem;
  margin: 2rem auto;
}

.book .title {
  color: var(--ink);
  font: 600 1.1rem/1.3 Georgia, serif;
}

.search:focus-within {
  border: 1px solid rgba(0, 0, 0, 0.2);
  background: white;
}

@media (max-width: 600px) {
  .shelf { padding: 0 10px; }
}`
  ),
  sample(
    "lua",
    "Lua",
    "--",
    {shelf: "polka", books: "knihy", title: "nazev", pages: "strany", count: "pocet"},
    `
local shelf = { books = {} }

function shelf:add(title, pages)
  self.books[#self.books + 1] = { title = title, pages = pages }
end

-- Counts the books that are thicker than that.
function shelf:count(pages)
  local n = 0
  for _, book in ipairs(self.books) do
    if book.pages > pages then
      n = n + 1
    end
  end
  return n
end

shelf:add("Emma", 474)
shelf:add("Utopia", 134)
print(string.format("%d of %d", shelf:count(200), #shelf.books))

return shelf`
  ),
  sample(
    "r",
    "R",
    "#",
    {loans: "laan", days: "dager", weekly: "ukentlig"},
    `
library(ggplot2)

loans <- read.csv("loans.csv", stringsAsFactors = FALSE)
loans$days <- as.numeric(as.Date(loans$back) - as.Date(loans$out))

# How long do people keep their books?
summary(loans$days)
weekly <- aggregate(days ~ format(as.Date(out), "%U"), data = loans, FUN = mean)
names(weekly) <- c("week", "days")

fit <- lm(days ~ as.numeric(week), data = weekly)
print(coef(fit))

ggplot(weekly, aes(x = week, y = days)) +
  geom_point() +
  geom_abline(intercept = coef(fit)[1], slope = coef(fit)[2]) +
  labs(title = "Days kept", x = NULL)`
  )
];

/** A sample by id. Throws an error that lists the ids. */
export function codeSampleNamed(id: string): CodeSample {
  const found = codeSamples.find((one) => one.id === id);
  if (!found) throw new RangeError(`unknown sample: ${id} (there are: ${codeSamples.map((one) => one.id).join(", ")})`);
  return found;
}
