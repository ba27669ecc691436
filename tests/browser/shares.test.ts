/** LIME, Shapley values, neighbours and sanity checks in the built site on wasm: their controls change what they should. */
import {afterAll, beforeAll, expect, test} from "vitest";
import type {Page} from "playwright-core";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const caption = (page: Page, id: string) => page.locator(`[data-figure="${id}"] .v-caption`).innerText();
const face = (id: string) => `${id}.network=emotion-xception&${id}.photo=astronaut`;

test("LIME: two seeds, and more samples agree better", async () => {
  const {page, problems, close} = await chromium.open(
    `decisions/lime.html?${face("lime")}&lime.samples=32&lime.segments=16`
  );
  await figureDone(page, "lime", 1, 60_000);
  const few = await caption(page, "lime");
  expect(few).toMatch(/answers happy/);
  expect(await page.locator("[data-figure=lime] .v-pieces").count()).toBe(2);
  const samples = page.locator("[data-figure=lime]").getByLabel("Samples, typed");
  await samples.fill("192");
  await samples.press("Enter");
  await page.waitForFunction(() =>
    document.querySelector("[data-figure=lime] .v-caption")!.textContent!.includes("After 192 samples")
  );
  const agreement = (text: string) => Number(text.match(/correlation of (−?\d\.\d+)/)![1].replace("−", "-"));
  expect(agreement(await caption(page, "lime"))).toBeGreaterThan(agreement(few));
  expect(problems).toEqual([]);
  await close();
});

test("Shapley values: the shares add up, and the game is played by hand", async () => {
  const {page, problems, close} = await chromium.open(`decisions/shap.html?${face("shap")}&shap.players=5`);
  await figureDone(page, "shap", 1, 60_000);
  const [, sum, due] = (await caption(page, "shap")).match(/add up to ([\d.]+); .* = ([\d.]+)\./)!;
  expect(Number(sum)).toBeCloseTo(Number(due), 1);
  const game = page.locator("[data-figure=coalition]");
  await expect.poll(() => caption(page, "coalition")).toMatch(/^Nobody plays/);
  await game.getByRole("button", {name: "player 2"}).click();
  await expect.poll(() => caption(page, "coalition")).toMatch(/^Player 2 plays/);
  await game.getByRole("button", {name: "Everyone"}).click();
  await expect.poll(() => caption(page, "coalition")).toMatch(/^Everyone plays.*You made 5 moves/);
  await expect.poll(() => page.url()).toMatch(/coalition\.moves=2-1-3-4-5/);
  expect(problems).toEqual([]);
  await close();
});

test("By example: a drawing becomes the query, and all layers get a row", async () => {
  const {page, problems, close} = await chromium.open("decisions/by-example.html");
  await figureDone(page, "by-example", 1, 60_000);
  expect(await caption(page, "by-example")).toMatch(/answers 4/);
  const rows = page.locator("[data-figure=by-example] .v-neighbours section");
  expect(await rows.count()).toBe(5);
  await page.locator("[data-figure=by-example]").getByLabel("My drawing").press("Space");
  const pad = page.locator("[data-figure=by-example] canvas.v-pad");
  await pad.scrollIntoViewIfNeeded();
  const {x, y, width, height} = (await pad.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height * 0.15);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height * 0.85, {steps: 8});
  await page.mouse.up();
  await expect.poll(() => caption(page, "by-example"), {timeout: 20_000}).toMatch(/answers 1/);
  await page.locator("[data-figure=by-example]").getByLabel("All ten").press("Space");
  await expect.poll(() => rows.count(), {timeout: 20_000}).toBe(10);
  expect(problems).toEqual([]);
  await close();
});

test("Sanity checks: guided backprop survives what the gradient does not; deletion and agreement answer", async () => {
  const {page, problems, close} = await chromium.open(
    "decisions/sanity-checks.html?sanity.stages=3&faithful.points=10"
  );
  await figureDone(page, "sanity", 1, 60_000);
  expect(await caption(page, "sanity")).toMatch(/the maps of Guided backprop keep/);
  expect(await page.locator("[data-figure=sanity] .v-stop-cell canvas").count()).toBe(4 * 4);
  await figureDone(page, "faithful", 1, 60_000);
  expect(await caption(page, "faithful")).toMatch(/Deletion falls fastest by/);
  await figureDone(page, "agreement", 1, 60_000);
  expect(await caption(page, "agreement")).toMatch(/Most alike are/);
  expect(problems).toEqual([]);
  await close();
});
