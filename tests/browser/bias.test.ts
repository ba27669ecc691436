/** The page on bias in the built site on wasm: groups, their number and a die change what is said; so does a face's crop. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionOf, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

async function follow(page: Page, id: string, href: string) {
  const {run} = await figureDone(page, id);
  await page.locator(`.v-try a[href*="${href}"]`).click();
  await figureDone(page, id, run + 1);
}

test("slices have intervals, and fewer digits show less", async () => {
  const {page, problems, close} = await chromium.open("failures/bias.html");
  await figureDone(page, "slices", 1);
  const first = await captionOf(page, "slices");
  expect(first).toMatch(/^Of 10,000 digits .* px .*stays? clear/);
  expect(await page.locator('[data-figure="slices"] svg circle').count()).toBe(6);
  await follow(page, "slices", "slices.by=hand");
  expect(await page.getByLabel("Groups", {exact: true}).first().isVisible()).toBe(false);
  expect(await captionOf(page, "slices")).toMatch(/census workers.*school pupils|school pupils.*census workers/);
  await follow(page, "slices", "slices.count=300");
  expect(await captionOf(page, "slices")).toMatch(/^Of 300 digits/);
  await figureDone(page, "die", 1);
  expect(await page.locator('[data-figure="die"] svg circle').count()).toBe(12);
  expect(problems).toEqual([]);
  await close();
});

test("one face, many crops: the age and the label move; the smile hardly does", async () => {
  const {page, problems, close} = await chromium.open("failures/bias.html");
  await figureDone(page, "face", 1);
  const [, low, high] = (await captionOf(page, "face")).match(/runs from (\d+) to (\d+) years/)!;
  expect(Number(high)).toBeGreaterThan(Number(low));
  expect(await page.locator('[data-figure="face"] .v-grid li').count()).toBe(9);
  await follow(page, "face", "face.ask=emotion-xception");
  expect(await captionOf(page, "face")).toMatch(
    /as it is the network says “happy”.*; 100 % of the way to the widest crop, “/
  );
  const bare = (await captionOf(page, "face")).match(/says “happy” \([^)]+\)/)![0];
  const {run} = await figureDone(page, "face");
  await page.locator('[data-figure="face"]').getByLabel("A bar in front", {exact: true}).check({force: true});
  await figureDone(page, "face", run + 1);
  // Under a bar the photo as it is stays what it is compared with.
  expect(await captionOf(page, "face")).toContain(bare);
  expect(await captionOf(page, "face")).toContain("with the bar 100 % of the way to the bottom");
  expect(problems).toEqual([]);
  await close();
});
