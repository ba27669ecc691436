import {random} from "./random.js";

/** A program, as far as it can be edited without knowing its language. */
export interface Editable {
  text: string;
  /** How its language writes a comment on a line of its own. */
  comment: readonly [open: string, close: string];
  /** The names its author chose, each with the same in another natural language. */
  names: Readonly<Record<string, string>>;
}

/** What can be done to a program without changing what it does, or what it is written in. */
export const CODE_EDITS = [
  "header",
  "foreign",
  "prose",
  "shebang",
  "uncomment",
  "names",
  "short",
  "crlf",
  "shuffle"
] as const;
export type CodeEdit = (typeof CODE_EDITS)[number];

const HEADER = [
  "This file belongs to the lending library of a small town.",
  "You may copy it, change it and give it away, as long as you keep this note.",
  "It comes without any promise that it works for you.",
  "Written on rainy evenings by the people at the desk.",
  "Please tell us when you find a mistake, and we will look at it.",
  "The list of all who helped is in the file called THANKS.",
  "",
  "Last looked over in spring, when the new shelves arrived."
];

const FOREIGN = [
  "def main(self):",
  "    import os, sys",
  "    for name in sorted(names):",
  "        if name is not None:",
  "            print(name)",
  "    return [n for n in names if n]",
  "class Reader(object):",
  "    def __init__(self, name):"
];

const PROSE = [
  "Dear colleagues, here is the little program that we spoke about yesterday.",
  "Copy everything below this letter into a new file, and leave the letter out.",
  "It does what the old card index did, only faster and without the dust.",
  "If anything is unclear, ask at the desk; somebody is there until six.",
  "With many thanks for your patience, and best wishes for the summer.",
  "The lists themselves will follow by post, as soon as they are typed.",
  "Do not worry about the warnings that appear when you run it the first time.",
  "Yours, the people from the library."
];

/**
 * The same program after an edit that no reader would be fooled by. `header` puts `lines` lines of a licence before it,
 * as comments; `foreign` puts old Python there, as comments; `prose` a letter in plain English; `shebang` one line for
 * a Python interpreter. `uncomment` takes its comments away, `names` says its names in another natural language,
 * `short` makes them single letters, `crlf` ends its lines as Windows does, and `shuffle` deals its lines out in another order.
 */
export function editedCode(code: Editable, edit: CodeEdit, {lines = 20, seed = 1} = {}): string {
  const {text, comment, names} = code;
  const [open, close] = comment;
  const commented = (line: string) => [open, line, close].filter(Boolean).join(" ");
  const before = (some: readonly string[], write: (line: string) => string) =>
    `${Array.from({length: lines}, (_, i) => write(some[i % some.length])).join("\n")}\n\n${text}`;
  switch (edit) {
    case "header":
      return before(HEADER, commented);
    case "foreign":
      return before(FOREIGN, commented);
    case "prose":
      return before(PROSE, (line) => line);
    case "shebang":
      return `#!/usr/bin/env python3\n${text}`;
    case "uncomment":
      return text.replace(/[^\n]*\n/g, (line) => (line.trimStart().startsWith(`${open} `) ? "" : line));
    case "names":
      return renamed(text, (name) => names[name]);
    case "short":
      return renamed(text, (name) => {
        const at = Object.keys(names).indexOf(name);
        return at < 0 ? undefined : String.fromCharCode(97 + at);
      });
    case "crlf":
      return text.replaceAll("\n", "\r\n");
    case "shuffle":
      return shuffledLines(text, seed);
    default:
      throw new RangeError(`unknown edit: ${edit as string} (there are: ${CODE_EDITS.join(", ")})`);
  }
}

/** A text with some of its words replaced, wherever they stand, quotations included. */
function renamed(text: string, other: (name: string) => string | undefined): string {
  return text.replace(/[\p{L}_][\p{L}\p{N}_]*/gu, (word) => (/^\p{L}/u.test(word) && other(word)) || word);
}

/** A text with its lines in another order. */
export function shuffledLines(text: string, seed: number): string {
  const lines = text.replace(/\n$/, "").split("\n");
  return `${Array.from(random(seed).permutation(lines.length), (i) => lines[i]).join("\n")}\n`;
}

/** The first lines of a text. */
export const firstLines = (text: string, count: number): string =>
  text
    .match(/[^\n]*(?:\n|$)/g)!
    .slice(0, count)
    .join("");
