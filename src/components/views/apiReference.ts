import {h, type Child} from "./dom.js";

/** One exported name. */
export interface ApiName {
  name: string;
  kind: string;
  signature: string;
  /** Paragraphs; backquotes mark code. */
  text: string;
  see: readonly string[];
}

/** One file of the library with what it exports. */
export interface ApiPart {
  room: string;
  path: string;
  text: string;
  entries: readonly ApiName[];
}

/** At most so many names are shown opened when a search finds more. */
const MOST = 40;

/**
 * The library's reference. Without a search, a list of files to open, room by room; with one, the names that it finds.
 * Contents are made when they are opened: the whole would be long in coming. `open` names a file to show opened.
 */
export function apiReference(
  parts: readonly ApiPart[],
  {search, open, rooms}: {search: string; open?: string; rooms: Record<string, string>}
): HTMLElement {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) return found(parts, words);
  const names = [...new Set(parts.map(({room}) => room))];
  return h(
    "div",
    {class: "v-api"},
    ...names.map((name) => {
      const files = parts.filter(({room}) => room === name);
      const opened = names.length === 1 || files.some(({path}) => path === open);
      return h(
        "details",
        {class: "v-api-room", id: name, open: opened},
        h("summary", {}, h("b", {}, name), h("span", {}, `${files.length} files. ${rooms[name] ?? ""}`)),
        ...files.map((part) => file(part, part.path === open))
      );
    })
  );
}

function file(part: ApiPart, opened: boolean): HTMLElement {
  const [main] = part.entries;
  const about = firstSentence(main.text || part.text);
  const details = h(
    "details",
    {id: part.path, class: "v-api-file"},
    h("summary", {}, h("code", {}, part.path.slice(part.room.length + 1)), h("span", {}, about))
  );
  const fill = () => {
    if (details.childElementCount > 1) return;
    if (part.text) details.append(...paragraphs(part.text));
    details.append(...part.entries.map((entry) => nameOf(entry, part.path)));
  };
  details.addEventListener("toggle", () => details.open && fill());
  if (opened) {
    fill();
    details.open = true;
  }
  return details;
}

function found(parts: readonly ApiPart[], words: readonly string[]): HTMLElement {
  const hits = searchApi(parts, words);
  return h(
    "div",
    {class: "v-api"},
    h("p", {class: "v-small", role: "status"}, saysFound(hits.length)),
    ...hits.slice(0, MOST).map(({entry, path}) => nameOf(entry, path))
  );
}

const saysFound = (n: number) =>
  n === 0
    ? "Nothing in the library has all of these words."
    : n > MOST
      ? `${n} names; the best ${MOST} are shown. Another word narrows them down.`
      : `${n} ${n === 1 ? "name" : "names"}.`;

/** The names that hold every word, in their own name, their file's or their comment; the best first. */
export function searchApi(parts: readonly ApiPart[], words: readonly string[]): {entry: ApiName; path: string}[] {
  return parts
    .flatMap(({path, entries}) => entries.map((entry) => ({entry, path, rank: rankOf(entry, path, words)})))
    .filter(({rank}) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.entry.name.length - b.entry.name.length)
    .map(({entry, path}) => ({entry, path}));
}

/** 0 when a word is missing; a name counts more than a path, and a path more than a comment. */
function rankOf({name, text, signature, see}: ApiName, path: string, words: readonly string[]): number {
  const places: [string, number][] = [
    [name, 8],
    [path, 4],
    [text, 2],
    [`${signature} ${see.join(" ")}`, 1]
  ];
  let rank = 0;
  for (const word of words) {
    const best = Math.max(0, ...places.filter(([place]) => place.toLowerCase().includes(word)).map(([, w]) => w));
    if (!best) return 0;
    rank += best + Number(name.toLowerCase() === word) * 8 + Number(name.toLowerCase().startsWith(word)) * 2;
  }
  return rank;
}

function nameOf({name, kind, signature, text, see}: ApiName, path: string): HTMLElement {
  return h(
    "article",
    {class: "v-api-name", id: `${path}.${name}`},
    h("h4", {}, h("code", {}, name), h("span", {}, `${kind} · components/${path}.js`)),
    h(
      "pre",
      {class: "v-source", tabindex: 0, role: "region", "aria-label": `Signature of ${name}`},
      h("code", {}, signature)
    ),
    ...paragraphs(text),
    see.length ? h("p", {class: "v-small"}, "Source: ", ...linked(see.join("; "))) : null
  );
}

const paragraphs = (text: string): HTMLElement[] =>
  text
    .split("\n\n")
    .filter(Boolean)
    .map((p) => h("p", {}, ...marked(p)));

/** Text whose parts between backquotes are code. */
const marked = (text: string): Child[] =>
  text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part.replace(/\{@link (\w+)\}/g, "$1")));

/** Text whose addresses are links. */
const linked = (text: string): Child[] =>
  text
    .split(/(https?:\/\/[^\s;"]+[^\s;,."])/)
    .map((part, i) => (i % 2 ? h("a", {href: part, rel: "external"}, part.replace(/^https?:\/\//, "")) : part));

const firstSentence = (text: string): string => /^.*?[.?!](?=\s|$)/s.exec(text.split("\n")[0])?.[0] ?? text;
