/** From every question to a live figure in two clicks: first to a page or to the chooser, then to what it lists. */
import {existsSync, readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {kinds} from "../../../src/guide/kinds.js";
import {stops} from "../../../src/guide/stops.js";
import {MODEL_KINDS, modelsOf, techniques} from "../../../src/guide/techniques.js";
import {pages} from "../../../src/pages.js";

const source = (page: string) => readFileSync(`src${page}.md`, "utf8");
/** Does a page hold a figure, drawn by a cell? */
const isLive = (page: string) =>
  /display\(\s*figure\(|=\s*figure\(/.test(source(page)) && /\.show\(/.test(source(page));
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .trim()
    .replace(/ +/g, "-");
const QUESTIONS = [...new Set(techniques.map(({question}) => question))];
const explorables = pages.filter(({name}) => (QUESTIONS as string[]).includes(name));

describe("from the home page", () => {
  test("each question of the contents leads to pages with live figures", () => {
    expect(explorables.map(({name}) => name).sort()).toEqual([...QUESTIONS].sort());
    for (const {name, pages} of explorables) {
      expect(pages.length, name).toBeGreaterThan(0);
      for (const {path} of pages) expect(isLive(path), path).toBe(true);
    }
  });

  test("each kind of question leads to its own figure, and to the techniques of its level", () => {
    for (const {level, live, choose} of kinds) {
      const [page, place] = live.split("#");
      const path = `/${page.replace(/\.html$/, "")}`;
      expect(isLive(path), live).toBe(true);
      const headings = [...source(path).matchAll(/^## (.+)$/gm)].map(([, heading]) => slug(heading));
      expect(headings, live).toContain(place);
      const query = new URLSearchParams(choose.split("?")[1]);
      expect(query.get("choose.level")).toBe(level);
      expect(techniques.some((t) => t.level === level && isLive(t.page))).toBe(true);
    }
  });
});

describe("from the chooser", () => {
  test("each question leaves techniques whose pages are live", () => {
    for (const question of QUESTIONS)
      for (const {page} of techniques.filter((t) => t.question === question)) expect(isLive(page), page).toBe(true);
  });

  test("each kind of model and of data has techniques, and each technique has kinds of models", () => {
    for (const kind of MODEL_KINDS)
      expect(techniques.filter((t) => modelsOf(t).includes(kind)).length, kind).toBeGreaterThan(3);
    for (const technique of techniques) {
      expect(modelsOf(technique).length, technique.name).toBeGreaterThan(0);
      if (technique.needs !== "answers only") expect(modelsOf(technique), technique.name).not.toContain("black box");
    }
  });

  test("its links name what the chooser has", () => {
    const links = [...source("/guide/choose").matchAll(/href="\?([^"]+)"/g)].map(
      ([, query]) => new URLSearchParams(query)
    );
    expect(links.length).toBeGreaterThanOrEqual(3);
    const named = techniques.map(({name}) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
    expect(new Set(named).size).toBe(named.length);
    for (const query of links)
      for (const [key, value] of query) {
        if (key === "choose.compare") for (const name of value.split(".")) expect(named).toContain(name);
        else if (key === "choose.model") expect(MODEL_KINDS).toContain(value);
        else expect(techniques.map((t) => t[key.split(".")[1] as "question" | "level" | "needs"])).toContain(value);
      }
  });
});

test("the path passes every explorable of the site", () => {
  const passed = stops.map(({href}) => `src${href.replace(/^\.\.|^\./, (dots) => (dots === ".." ? "" : "/guide"))}`);
  for (const {pages} of explorables) for (const {path} of pages) expect(passed, path).toContain(`src${path}.html`);
  expect(existsSync("src/guide/path.md")).toBe(true);
});
