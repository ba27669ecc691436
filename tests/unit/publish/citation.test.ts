import {expect, test} from "vitest";
import {bibtex, keyOf, plainCitation} from "../../../src/components/figure/citation.js";
import {dataWorks, readWorks, worksBehind, type CiteData} from "../../../src/publish/works.js";

const work = {
  key: "a",
  authors: ["Smilkov", "others"],
  title: "Noise & 100 % of_it",
  year: "2017",
  note: "section 2",
  url: "https://example.test/a_b"
};

test("a work as text and as BibTeX: signs of TeX are escaped, but not in addresses", () => {
  expect(plainCitation(work)).toBe(
    "Smilkov and others (2017), “Noise & 100 % of_it”, section 2, https://example.test/a_b."
  );
  expect(bibtex(work)).toBe(`@misc{a,
  author = {Smilkov and others},
  title = {{Noise \\& 100 \\% of\\_it}},
  year = {2017},
  note = {section 2},
  url = {https://example.test/a_b}
}`);
});

test("a group's name stays in one piece, and what is not known is left out", () => {
  expect(bibtex({key: "v", authors: ["Vitrine contributors"], title: "V"})).toBe(
    "@misc{v,\n  author = {{Vitrine contributors}},\n  title = {{V}}\n}"
  );
  expect(plainCitation({key: "n", authors: [], title: "N"})).toBe("“N”.");
});

test("keys hold plain letters, digits and hyphens", () => {
  expect(keyOf("Montúfar", "2014", "Number of")).toBe("montufar2014number-of");
});

const data: CiteData = {
  project: {title: "V", authors: ["V contributors"], version: "1", license: "MIT"},
  works: [
    {authors: ["Adebayo"], title: "Sanity checks", year: "2018", uses: ["/a", "methods/x/checks"]},
    {authors: ["Adebayo"], title: "Sanity again", year: "2018", uses: ["/b"]},
    {authors: ["Öztireli"], title: "Towards", year: "2018", uses: ["/b"]}
  ],
  techniques: [{name: "T", page: "/b"}],
  pages: [{name: "Page A", path: "/a"}],
  provenance: [{heading: "Photos", rows: [{file: "c.png", what: "a cat", by: "Ann, from a site", licence: "CC0"}]}]
};

test("works get keys of their own and links to what rests on them", () => {
  const works = readWorks(data);
  expect(works.map(({key}) => key)).toEqual(["adebayo2018sanity", "adebayo2018sanity-2", "oztireli2018towards"]);
  expect(works[0].uses).toEqual([
    {name: "Page A", href: "../a.html"},
    {name: "checks.ts", href: "./api.html#methods/x/checks"}
  ]);
});

test("a search without accents finds names with them; a technique gives its page's works", () => {
  const works = readWorks(data);
  const titles = (search: string, technique: string) =>
    worksBehind(works, data, {search, technique}).map(({title}) => title);
  expect(titles("oztireli", "any")).toEqual(["Towards"]);
  expect(titles("", "T")).toEqual(["Sanity again", "Towards"]);
  expect(titles("adebayo", "T")).toEqual(["Sanity again"]);
  expect(titles("", "unheard of")).toEqual([]);
});

test("a photo's maker stands first, its place and licence in the note", () => {
  const [{works}] = dataWorks(data.provenance);
  expect(plainCitation(works[0])).toBe("Ann, “a cat”, from a site; CC0.");
});
