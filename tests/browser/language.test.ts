/** The page on the language of code in the built site on wasm: what is typed is answered, explained and marked. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionOf, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const PAGE = "representations/language.html";
const box = (page: Page) => page.locator(".v-code-box");
const message = (page: Page) => page.locator(".v-code-input .v-picker-message");

/** Presses one of the first figure's buttons. */
const choose = (page: Page, name: string) =>
  page.locator('[data-figure="language"]').getByRole("radio", {name, exact: true}).check({force: true});

/** Does something, and waits for the run that it starts. */
async function after(page: Page, id: string, act: () => Promise<unknown>) {
  const {run} = await figureDone(page, id);
  await act();
  await figureDone(page, id, run + 1);
}

test("typing is answered; sample, method, unit and another language move the explanation", async () => {
  const {page, problems, close} = await chromium.open(PAGE);
  await figureDone(page, "language", 1);
  expect(await captionOf(page, "language")).toMatch(
    /^The network says Rust \([\d.]+ %\).* speaks most for Rust is “fn /
  );
  const shaded = page.locator(".v-code-behind [data-piece]");
  expect(await shaded.count()).toBe(20);
  expect(await page.locator(".v-code-behind").evaluate((pre) => pre.textContent!.replace(/\u200b$/, ""))).toBe(
    await box(page).inputValue()
  );

  await after(page, "language", async () => {
    await box(page).fill("");
    await box(page).pressSequentially("SELECT name FROM readers\nWHERE due < 3;");
  });
  expect(await captionOf(page, "language")).toMatch(/^The network says SQL/);
  expect(await page.locator(".v-code-head select").inputValue()).toBe("own");
  expect(page.url()).toContain("language.text=own");

  const choice = page.locator(".v-code-head select");
  await after(page, "language", () => choice.selectOption("python"));
  expect(await captionOf(page, "language")).toMatch(/^The network says Python/);
  await after(page, "language", () => choice.selectOption("own"));
  expect(await box(page).inputValue()).toBe("SELECT name FROM readers\nWHERE due < 3;");
  await after(page, "language", () => choice.selectOption("python"));
  await after(page, "language", () => choose(page, "tokens"));
  expect(await captionOf(page, "language")).toMatch(/Of \d{3} tokens/);
  await after(page, "language", () => choose(page, "Shapley"));
  expect(await page.locator('[data-figure="language"] .v-provenance').textContent()).toContain("seed 1");
  await after(page, "language", () => page.locator('.v-try a[href*="target=41"]').click());
  expect(await captionOf(page, "language")).toMatch(/^The network says Python.* for Ruby/);
  expect(problems).toEqual([]);
  await close();
});

test("text and bars are linked, by pointer and by caret; Enter keeps the indentation", async () => {
  const {page, problems, close} = await chromium.open(PAGE);
  await figureDone(page, "language", 1);
  const bars = page.locator(".v-code-side ol").nth(1).locator("button");
  await bars.first().hover();
  await page.locator(".v-code-behind .v-marked").waitFor();
  const said = page.locator(".v-code-side .v-readout");
  expect(await said.textContent()).toMatch(/: \+\d/);
  await bars.nth(1).click();
  const selected = await box(page).evaluate((area: any) => area.value.slice(area.selectionStart, area.selectionEnd));
  expect(selected.length).toBeGreaterThan(5);
  const last = (await bars.count()) - 1;
  await bars.nth(last).click();
  // The colours stay behind their words: the area scrolls, the box within it never does.
  const scrolled = () => box(page).evaluate((area: any) => [area.scrollTop, area.scrollHeight - area.clientHeight]);
  await box(page).press("Control+End");
  expect(await scrolled()).toEqual([0, 0]);
  expect(await page.locator(".v-code-area").evaluate((area) => area.scrollHeight - area.clientHeight)).toBeGreaterThan(
    20
  );
  await box(page).press("ArrowRight");
  await box(page).press("Control+Home");
  expect(await said.textContent()).toMatch(/^struct Book \{: /);
  await box(page).press("ArrowDown");
  expect(await said.textContent()).toMatch(/^title: String,: /);
  await box(page).press("End");
  await box(page).press("Enter");
  await page.keyboard.type("x");
  expect(await box(page).inputValue()).toContain("    title: String,\n    x\n");
  expect(problems).toEqual([]);
  await close();
});

test("files: a text is taken, anything else is named and changes nothing", async () => {
  const {page, problems, close} = await chromium.open(PAGE);
  await figureDone(page, "language", 1);
  const before = await box(page).inputValue();
  const offer = async (name: string, buffer: Buffer) => {
    await page.locator(".v-code-head input[type=file]").setInputFiles({name, mimeType: "", buffer});
    await message(page).filter({hasText: name}).waitFor();
    return (await message(page).textContent())!;
  };
  expect(await offer("none.txt", Buffer.alloc(0))).toMatch(/is empty: it holds 0 bytes.*The text you had stays/);
  expect(await offer("a.out", Buffer.from([127, 69, 76, 70, 2, 1, 1, 0, 0, 200, 255]))).toMatch(/is a binary file/);
  expect(await offer("big.c", Buffer.alloc(1_500_000, "int x;\n"))).toMatch(/too large: 1.5 MB/);
  expect(await offer("cat.png", Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0]))).toMatch(
    /is a picture \(PNG\)/
  );
  expect(await box(page).inputValue()).toBe(before);
  await after(page, "language", () =>
    offer("mine.html", Buffer.from("<!DOCTYPE html>\r\n<html><body><p>x</p></body></html>\r\n"))
  );
  expect(await box(page).inputValue()).toBe("<!DOCTYPE html>\n<html><body><p>x</p></body></html>\n");
  expect(await captionOf(page, "language")).toMatch(/^The network says HTML/);
  expect(await offer("long.py", Buffer.from("print(1)\n".repeat(5000)))).toMatch(
    /45,000 characters; the first 1\d,\d{3} are shown/
  );
  expect(problems).toEqual([]);
  await close();
});

test("the other figures answer when they are looked at, and their controls move them", async () => {
  const {page, problems, close} = await chromium.open(PAGE);
  await figureDone(page, "language", 1);
  const look = async (id: string) => {
    await page.locator(`[data-figure="${id}"]`).scrollIntoViewIfNeeded();
    await figureDone(page, id, 1);
    return captionOf(page, id);
  };
  expect(await look("ways")).toMatch(/occlusion and LIME \S+, .*seeds of Shapley 0\.\d+/);
  expect(await look("pairs")).toMatch(/^The network sees 511 pairs in \d+ of its 5,000 bins\. .*speaks for Rust/);
  const outcome = await look("edits");
  expect(outcome).toMatch(/^Untouched, 16 of 16 .* licence comments [3-9] \(.* None changed by .*shuffled lines/);
  await after(page, "edits", () => page.locator('.v-try a[href*="edits.keep=4"]').click());
  expect(Number((await captionOf(page, "edits")).match(/#! line for Python (\d+)/)![1])).toBeGreaterThan(4);
  const matrix = page.locator('[data-figure="edits"] .v-matrix svg');
  await matrix.focus();
  await after(page, "language", async () => {
    await matrix.press("ArrowDown");
    await matrix.press("Enter");
  });
  expect((await box(page).inputValue()).split("\n").length).toBeLessThan(8);
  expect(await look("absent")).toMatch(/disagree most on .* What single losses leave out is /);
  expect(problems).toEqual([]);
  await close();
});
