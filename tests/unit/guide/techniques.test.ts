import {existsSync, readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {pages} from "../../../src/pages.js";
import {techniques} from "../../../src/guide/techniques.js";

const QUESTIONS = /^\/(features|decisions|representations|mechanisms|failures)\//;
const explorables = pages.flatMap(({pages}) => pages.map(({path}) => path)).filter((path) => QUESTIONS.test(path));

test("every explorable of the contents has a technique in the chooser", () => {
  expect(explorables.filter((path) => !techniques.some(({page}) => page === path))).toEqual([]);
});

test("every technique leads to a page that names it", () => {
  for (const {name, page} of techniques) {
    expect(existsSync(`src${page}.md`), `${name}: ${page}`).toBe(true);
    expect(explorables, name).toContain(page);
    const text = readFileSync(`src${page}.md`, "utf8").toLowerCase();
    const words = name.toLowerCase().match(/[a-zé-]{4,}/g)!;
    expect(
      words.some((word) => text.includes(word.replace(/s$/, ""))),
      `${page} says nothing of ${name}`
    ).toBe(true);
  }
});

test("names are unique and every field says something", () => {
  expect(new Set(techniques.map(({name}) => name)).size).toBe(techniques.length);
  for (const technique of techniques)
    for (const value of Object.values(technique)) expect(value.length, technique.name).toBeGreaterThan(0);
});
