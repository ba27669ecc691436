import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {figureList} from "../../../src/data/publish/figureList.js";
import {figuresIn, readPage} from "../../../src/data/publish/readPage.js";
import {pages} from "../../../src/pages.js";

test("a page's question, lede, figures with their sections, and sources", () => {
  const page = readPage(`---
title: T
---

# Why this?

<p class="v-lede">Because <i>so</i>.</p>

\`\`\`js echo
const a = figure("one", {wide: true});
const b = modelPicker(cards);
\`\`\`

## A *second* look

\`\`\`js echo
// figure("not-one") is only talked about
const c = display(figure("two"));
\`\`\`

## Sources

Adams, [“A title”](https://example.test/a) (2001).

\`\`\`js
explainTerms();
\`\`\`
`);
  expect(page.question).toBe("Why this?");
  expect(page.lede).toBe("Because so.");
  expect(page.figures).toEqual([
    {id: "one", section: "Why this?", anyNetwork: true},
    {id: "two", section: "A second look", anyNetwork: false}
  ]);
  expect(page.sources).toBe("Adams, [“A title”](https://example.test/a) (2001).");
});

test("a cell with syntax of its own is parsed; figures are found in any nesting", () => {
  expect(figuresIn(`for await (const x of y) { display(figure("deep", {settings: s})); }`)).toEqual([
    {id: "deep", anyNetwork: false}
  ]);
  expect(figuresIn("const figure = 3; nofigure('x');")).toEqual([]);
});

test("no figure that a page declares is missing from the list, and none is there twice", async () => {
  const list = await figureList();
  const keys = list.map(({page, id}) => `${page}:${id}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const {path} of pages.flatMap(({pages}) => pages)) {
    let text: string;
    try {
      text = readFileSync(`src${path}.md`, "utf8");
    } catch {
      continue;
    }
    // Counted in another way than by parsing.
    const declared = [...text.matchAll(/^[^/\n]*\bfigure\("([\w-]+)"/gm)].map(([, id]) => id);
    expect(list.filter(({page}) => page === path).map(({id}) => id)).toEqual(expect.arrayContaining(declared));
  }
});
