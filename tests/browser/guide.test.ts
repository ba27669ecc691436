/** The guide as a reader uses it: from a question to a live figure, a filter that a link keeps, ticks, hard words. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, firstFigureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const listed = (page: Page) => page.locator(".v-techniques > ul > li > a").allInnerTexts();

test("from each kind of question on the home page to its live figure: one click, or two by the chooser", async () => {
  const {page, problems, close} = await chromium.open("index.html");
  const levels = ["stack", "importance", "representation", "mechanism"];
  for (const [i, id] of levels.entries()) {
    await page
      .locator(".v-kinds li")
      .nth(i)
      .getByRole("link", {name: /See it live/})
      .click();
    await figureDone(page, id, 1);
    // The figure under the heading that was linked to is what the reader has in view.
    expect(await page.locator(`[data-figure=${id}]`).evaluate((e) => e.getBoundingClientRect().top < innerHeight)).toBe(
      true
    );
    await page.goBack();
    await page.waitForSelector(".v-kinds li");
  }
  await page
    .locator(".v-kinds li")
    .nth(1)
    .getByRole("link", {name: /The methods/})
    .click();
  await figureDone(page, "choose");
  expect(await listed(page)).toContain("Gradient saliency");
  await page.getByRole("link", {name: "Gradient saliency"}).first().click();
  await page.waitForURL(/saliency/);
  await firstFigureDone(page);
  expect(problems).toEqual([]);
  await close();
});

test("the chooser narrows by question, model, data and level; its address brings the same list and comparison", async () => {
  const {page, problems, close} = await chromium.open("guide/choose.html");
  await figureDone(page, "choose");
  const all = (await listed(page)).length;
  const pick = (label: string, option: string) => page.getByLabel(label, {exact: true}).selectOption({label: option});
  await pick("Your model", "transformer");
  await pick("Your question", "How does it compute it?");
  await page.waitForFunction(() => location.search.includes("choose.question"));
  const some = await listed(page);
  expect(some.length).toBeLessThan(all);
  expect(some).toContain("Attention patterns");
  expect(some).not.toContain("Circuits");
  await page.getByLabel("Compare Attention patterns").check();
  await page.getByLabel("Compare Activation and path patching").check();
  await page.waitForSelector(".v-comparison");
  const rows = await page.locator(".v-comparison tbody th").allInnerTexts();
  for (const row of ["Price", "Guarantee", "Catch"]) expect(rows).toContain(row);

  const again = await chromium.open(page.url().slice(chromium.site.url.length));
  await figureDone(again.page, "choose");
  expect(await listed(again.page)).toEqual(some);
  expect(await again.page.locator(".v-comparison thead th").allInnerTexts()).toEqual([
    "Attention patterns",
    "Activation and path patching"
  ]);
  expect([...problems, ...again.problems]).toEqual([]);
  await again.close();
  await close();
});

test("the path keeps its ticks over a reload, says what is next, and starts over", async () => {
  const {page, problems, close} = await chromium.open("guide/path.html");
  const box = page.locator(".v-checklist input");
  await box.first().check();
  await page.reload();
  await box.first().waitFor();
  expect(await box.first().isChecked()).toBe(true);
  expect(await page.locator(".v-checklist").innerText()).toMatch(/1 of \d+ done\.[^]*Go on with: Four levels/);
  await page.getByRole("button", {name: "Start over"}).click();
  expect(await box.first().isChecked()).toBe(false);
  await page.reload();
  await box.first().waitFor();
  expect(await box.first().isChecked()).toBe(false);
  expect(problems).toEqual([]);
  await close();
});

test("a hard word explains itself by pointer, by keyboard and by touch", async () => {
  const {page, close} = await chromium.open("guide/what-is-interpretability.html");
  const word = page.locator("dfn.v-term").first();
  const note = page.locator(".v-term-note");
  await word.hover();
  expect(await note.innerText()).toMatch(/\w+ \w+/);
  await page.mouse.move(2, 2);
  await note.waitFor({state: "detached"});
  await word.focus();
  await note.waitFor();
  expect(await word.getAttribute("aria-describedby")).toBe(await note.getAttribute("id"));
  await page.keyboard.press("Escape");
  await note.waitFor({state: "detached"});
  await close();

  const context = await chromium.browser.newContext({
    hasTouch: true,
    isMobile: true,
    viewport: {width: 390, height: 800}
  });
  const phone = await context.newPage();
  await phone.goto(`${chromium.site.url}guide/what-is-interpretability.html`);
  const touched = phone.locator("dfn.v-term").first();
  await touched.scrollIntoViewIfNeeded();
  await touched.tap();
  await phone.waitForTimeout(300);
  const {left, right} = await phone.locator(".v-term-note").evaluate((e) => e.getBoundingClientRect());
  expect(left).toBeGreaterThanOrEqual(0);
  expect(right).toBeLessThanOrEqual(390);
  await phone.locator("h2").first().tap();
  await phone.locator(".v-term-note").waitFor({state: "detached"});
  await context.close();
});
