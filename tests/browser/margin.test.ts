/** What stands beside the text: numbers of sections, notes, and the colours that tie symbols to controls. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const PAGE = "guide/stack.html";

test("on a wide window notes stand open to the right of the text, and no figure lies under one", async () => {
  const {page, close} = await chromium.open(PAGE, {width: 1440});
  await figureDone(page, "stack", 1);
  const note = page.locator(".v-aside").first();
  expect(await note.evaluate((e: any) => e.open)).toBe(true);
  const places = await page.evaluate(() => {
    const box = (e: Element) => e.getBoundingClientRect().toJSON() as DOMRect;
    return {
      notes: [...document.querySelectorAll(".v-aside")].map(box),
      text: [...document.querySelectorAll("#observablehq-main > p")].map(box),
      figures: [...document.querySelectorAll(".v-figure")].map(box)
    };
  });
  for (const note of places.notes) {
    for (const text of places.text) expect(note.left).toBeGreaterThan(text.right);
    for (const figure of places.figures) expect(note.bottom <= figure.top || note.top >= figure.bottom).toBe(true);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await close();
});

test("on a narrow one they are folded in their place, and open by keyboard", async () => {
  const {page, close} = await chromium.open(PAGE, {width: 390});
  const note = page.locator(".v-aside").first();
  await note.waitFor();
  expect(await note.evaluate((e: any) => e.open)).toBe(false);
  await note.locator("summary").focus();
  await page.keyboard.press("Enter");
  expect(await note.locator("p").isVisible()).toBe(true);
  await close();
});

test("sections are numbered in the margin, and their names are read without the number", async () => {
  const {page, close} = await chromium.open(PAGE);
  await page.waitForSelector("h2");
  const drawn = await page.evaluate(() =>
    [...document.querySelectorAll("#observablehq-main > h2")].map((h2) => getComputedStyle(h2, "::before").content)
  );
  expect(drawn.every((content) => /counter\(section\) \/ ""/.test(content))).toBe(true);
  expect(await page.getByRole("heading", {level: 2, name: /^Behaviour: what does it answer\?$/}).count()).toBe(1);
  await close();
});

test("a symbol, its name in the text and its control share a colour, in light and in dark", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const {page, close} = await chromium.open(PAGE, {colorScheme});
    await figureDone(page, "stack", 1);
    const colours = await page.evaluate(() =>
      ["math [data-tie='How far']", "em.v-tie-1, em.v-tie-2", ".v-label.v-tie"].map((selector) =>
        [...document.querySelectorAll(selector)]
          .filter((e) => /^(x|How far)$/.test(e.textContent!))
          .map((e) => getComputedStyle(e).color)
      )
    );
    expect(colours.every((found) => found.length > 0)).toBe(true);
    expect(new Set(colours.flat()).size).toBe(1);
    expect(colours.flat()[0]).not.toBe(await page.evaluate(() => getComputedStyle(document.body).color));
    await close();
  }
});
