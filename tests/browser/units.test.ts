/** The pages on units, filters and feature visualisation, moved by hand on wasm. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const caption = (page: Page, id: string) => page.locator(`[data-figure="${id}"] .v-caption`).textContent();

/** Waits until a figure's caption matches. */
const says = (page: Page, id: string, pattern: RegExp) =>
  page.waitForFunction(
    ({id, source}) =>
      new RegExp(source).test(document.querySelector(`[data-figure="${id}"] .v-caption`)?.textContent ?? ""),
    {id, source: pattern.source},
    {timeout: 60_000}
  );

test("a unit by hand: dragging the arrow changes its weights, its sum and the address", async () => {
  const {page, problems, close} = await chromium.open("features/units.html");
  await says(page, "by-hand", /weighted sum is 0\.85/);
  const box = (await page.locator(".v-neuron-map").boundingBox())!;
  const at = (x: number, y: number) => [box.x + (box.width * (x + 3)) / 6, box.y + (box.height * (3 - y)) / 6] as const;
  await page.mouse.move(...at(1, 0.75));
  await page.mouse.down();
  await page.mouse.move(...at(-1, 1), {steps: 4});
  await page.mouse.up();
  // (−1)·1.8 + 1·(−0.6) − 0.5 = −2.9
  await says(page, "by-hand", /weighted sum is −2\.9; the ReLU cuts it to 0/);
  expect(new URL(page.url()).searchParams.get("by-hand.two")).toBe("-1_1_-0.5_1.8_-0.6");
  await page.goBack();
  await says(page, "by-hand", /weighted sum is 0\.85/);

  // A large shift kills the layer, and another unit has other favourites.
  await figureDone(page, "layer", 1);
  await page.locator('[data-figure="layer"] .v-range', {hasText: "Add to every bias"}).locator(".v-number").fill("-8");
  await page.keyboard.press("Enter");
  await says(page, "layer", /all 5 are dead/);
  await page.locator('[data-figure="trained"]').scrollIntoViewIfNeeded();
  await says(page, "trained", /Unit 32 passes/);
  const favourites = () =>
    page
      .locator('[data-figure="trained"] .v-report canvas')
      .first()
      .evaluate((c: HTMLCanvasElement) => c.toDataURL());
  const before = await favourites();
  await page.locator('[data-figure="trained"] button.v-unit-cell').nth(7).click();
  await says(page, "trained", /Unit 7 passes/);
  expect(await favourites()).not.toBe(before);

  await page.locator('[data-figure="graph"]').scrollIntoViewIfNeeded();
  await figureDone(page, "graph", 1);
  await page.locator('[data-figure="graph"] .v-node', {hasText: "pool2"}).click();
  await says(page, "graph", /pool2: pool, 7² × 16, that is 784 numbers/);
  expect(problems).toEqual([]);
  await close();
});

test("filters: 64 kernels for some kilobytes; another channel, another place, another patch", async () => {
  const {page, problems, requests, close} = await chromium.open("features/filters.html");
  await figureDone(page, "kernels", 1);
  expect(await caption(page, "kernels")).toMatch(/The 64 filters .* 10 kB of weights were fetched/);
  expect(await page.locator('[data-figure="kernels"] canvas').count()).toBe(64);
  await page.locator('[data-figure="maps"]').scrollIntoViewIfNeeded();
  await figureDone(page, "maps", 1);
  const weights = requests
    .filter((url) => /resnet50-imagenet\/(stem|stage|fc)/.test(url))
    .map((url) => /(stem|stage\d|fc)/.exec(url)![0]);
  expect([...new Set(weights)]).toEqual(["stem"]);
  await page.locator('[data-figure="kernels"] button.v-cell').nth(61).click();
  await says(page, "kernels", /Filter 61 is picked/);
  const followed = page.locator('[data-figure="maps"] button.v-cell[aria-pressed="true"]');
  // The weakest of all 64 on this photo: it is shown although 32 others are stronger.
  expect(await followed.textContent()).toMatch(/^61 · 0/);
  await page.locator('[data-figure="maps"] button.v-cell').nth(3).click();
  await page.locator('[data-figure="patch"]').scrollIntoViewIfNeeded();
  await figureDone(page, "patch", 1);
  const first = await caption(page, "patch");
  expect(first).toMatch(/It can see 7 × 7/);
  const map = page.locator('[data-figure="patch"] .v-map canvas').first();
  const {width, height} = (await map.boundingBox())!;
  await map.click({position: {x: 0.75 * width, y: 0.25 * height}});
  await says(page, "patch", /At row 28, column 84/);
  expect(problems).toEqual([]);
  await close();
});

test("feature visualisation: unit 32 beats every digit; the opposite falls below them; a pause holds", async () => {
  const {page, problems, close} = await chromium.open("features/feature-visualization.html");
  await figureDone(page, "portrait", 1);
  const painted = async () =>
    Number(/gets (−?[\d.]+) from/.exec((await caption(page, "portrait"))!)![1].replace("−", "-"));
  const most = Number(/run from −?[\d.]+ to ([\d.]+)/.exec((await caption(page, "portrait"))!)![1]);
  expect(await painted()).toBeGreaterThan(most);
  expect(await page.locator('[data-figure="portrait"] .v-report canvas').count()).toBe(16);
  await page.locator('[data-figure="portrait"] select').nth(1).selectOption({label: "What silences it"});
  await page.waitForFunction(
    () => /gets −/.test(document.querySelector('[data-figure="portrait"] .v-caption')!.textContent!),
    null,
    {timeout: 60_000}
  );
  expect(await painted()).toBeLessThan(0);
  await page.locator('[data-figure="portrait"] .v-run button[aria-label="Restart"]').click();
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>('[data-figure="portrait"]')!.dataset.state === "running"
  );
  await page.locator('[data-figure="portrait"] .v-run button', {hasText: "Pause"}).click();
  await page.waitForTimeout(400);
  const step = () => page.locator('[data-figure="portrait"]').getAttribute("data-step");
  const held = Number(await step());
  await page.waitForTimeout(600);
  expect(Number(await step())).toBe(held);
  await page.locator('[data-figure="portrait"] .v-run button[aria-label="Step"]').click();
  await page.waitForFunction(
    (held) => Number(document.querySelector<HTMLElement>('[data-figure="portrait"]')!.dataset.step) > held,
    held
  );
  expect(problems).toEqual([]);
  await close();
});
