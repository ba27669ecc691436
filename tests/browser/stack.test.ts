/** One picture at four levels: chosen once, it is followed in every figure; each level's own controls move it. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionSays, type Chromium, figureDone, launch} from "../helpers/browser.js";

const LEVELS = ["stack", "importance", "representation", "mechanism", "levels"];

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const caption = (page: Page, id: string) => page.locator(`[data-figure="${id}"] .v-caption`).innerText();
const provenance = (page: Page, id: string) => page.locator(`[data-figure="${id}"] .v-provenance`).innerText();
const runOf = (page: Page, id: string) =>
  page.evaluate((id) => Number(document.querySelector<HTMLElement>(`[data-figure="${id}"]`)!.dataset.run), id);

test("another picture is another picture at every level", async () => {
  const {page, problems, close} = await chromium.open("guide/stack.html");
  for (const id of LEVELS) await figureDone(page, id, 1);
  for (const id of LEVELS) expect(await caption(page, id), id).toContain("“7”");
  const runs = await Promise.all(LEVELS.map((id) => runOf(page, id)));
  await page.locator("[data-figure=stack] .v-thumbnails button").nth(3).click();
  for (const [i, id] of LEVELS.entries()) await figureDone(page, id, runs[i] + 1);
  for (const id of LEVELS) expect(await caption(page, id), id).toContain("“3”");
  expect(new URL(page.url()).searchParams.get("stack.digit")).toBe("3");
  expect(problems).toEqual([]);
  await close();
});

test("each level has its own experiment", async () => {
  const {page, problems, close} = await chromium.open("guide/stack.html");
  await figureDone(page, "stack", 1);
  expect(await caption(page, "stack")).toMatch(/calls a test digit of MNIST “7”/);
  await page.locator("[data-figure=stack] .v-altered .v-cell").nth(5).click();
  await captionSays(page, "stack", /With the picture as it is it says “7”/);

  const {run} = await figureDone(page, "importance", 1);
  await page.locator("[data-figure=importance] select").selectOption({label: "Grad-CAM"});
  await figureDone(page, "importance", run + 1);
  expect(await caption(page, "importance")).toMatch(/^Grad-CAM for “7”/);

  await figureDone(page, "representation", 1);
  const near = page.locator("[data-figure=representation] .v-place .v-grid li");
  expect(await near.count()).toBe(8);
  const before = await near.allInnerTexts();
  await page.getByRole("link", {name: "Its place among raw pixels,"}).click();
  await captionSays(page, "representation", /^To pixels its 8 nearest/);
  expect(await near.allInnerTexts()).not.toEqual(before);

  await figureDone(page, "mechanism", 1);
  const left = async () => (await caption(page, "mechanism")).match(/to ([^;]*);/)![1];
  const two = await left();
  await page.locator("[data-figure=mechanism] .v-bar").nth(4).click();
  await captionSays(page, "mechanism", /^Without channels (\d+, ){4}\d+ of/);
  expect(await left()).not.toBe(two);
  await page.getByRole("link", {name: "Keep six channels,"}).click();
  await captionSays(page, "mechanism", /^Only channels (\d+, ){5}\d+ of relu2 left/);
  expect(problems).toEqual([]);
  await close();
});

test("a digit drawn by keyboard and a picture of the reader's are followed too", async () => {
  const {page, problems, close} = await chromium.open("guide/stack.html");
  await figureDone(page, "stack", 1);
  await page.locator("[data-figure=stack] summary", {hasText: "Draw a digit"}).click();
  const pad = page.locator("[data-figure=stack] .v-pad");
  await pad.focus();
  await page.keyboard.press("Delete");
  for (let i = 0; i < 8; ++i) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Space");
  for (let i = 0; i < 16; ++i) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await captionSays(page, "stack", /calls your drawing “1”/);
  await figureDone(page, "mechanism", 1);
  expect(await caption(page, "mechanism")).toContain("“1”");

  await page.locator("[data-figure=stack] summary", {hasText: "your own picture"}).click();
  await page.locator("[data-figure=stack] input[type=file]").setInputFiles("src/photos/coffee.png");
  await captionSays(page, "stack", /coffee\.png/);
  await figureDone(page, "stack");
  const network = /SqueezeNet|Digits/.exec(await provenance(page, "stack"))![0];
  await figureDone(page, "mechanism", 2);
  expect(await provenance(page, "mechanism")).toContain(network);
  expect(await provenance(page, "mechanism")).toContain("coffee.png");
  expect(problems).toEqual([]);
  await close();
});
