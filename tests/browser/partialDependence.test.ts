/** The page on partial dependence in the built site on wasm: models learn, a day is turned, brushed, explained. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const at = (page: Page, id: string) => page.locator(`[data-figure="${id}"]`);
const caption = async (page: Page, id: string) => (await at(page, id).locator(".v-caption").textContent()) ?? "";
const numbers = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, digits]) => Number(digits.replaceAll(",", "").replace("−", "-")));

/** Trained once, then asked for the effect on three models: four runs of the first figure. */
async function opened(query = "") {
  const visit = await chromium.open(`decisions/partial-dependence.html${query}`);
  await figureDone(visit.page, "effect", 4);
  await visit.page.waitForSelector(".v-effects svg");
  return visit;
}

test("three models learn; a day is turned by dragging and by keys, and the address keeps it", async () => {
  const {page, problems, close} = await opened();
  const [network, forest] = numbers(await caption(page, "training"), /(?:network|forest|model) ([\d,]+) \(R²/g);
  expect(Math.max(network, forest)).toBeLessThan(800);
  expect(await page.locator(".v-effects svg").count()).toBe(3);
  expect(await caption(page, "effect")).not.toMatch(/all else as it was/);
  const chart = page.locator(".v-effects .v-chart").first();
  const {x, y, width} = (await chart.boundingBox())!;
  await page.mouse.move(x + 90, y + 150);
  await page.mouse.down();
  await page.mouse.move(x + width - 50, y + 150, {steps: 5});
  await page.mouse.up();
  await expect.poll(() => caption(page, "effect")).toMatch(/With 3\d °C, all else as it was/);
  await expect.poll(() => page.url()).toMatch(/effect\.at=3\d/);
  const slider = at(page, "effect").getByLabel("Set it to", {exact: true});
  await slider.press("Home");
  await expect.poll(() => caption(page, "effect")).toMatch(/With −\d °C, all else as it was/);
  await at(page, "effect").getByRole("button", {name: "as it was"}).click();
  await expect.poll(() => caption(page, "effect")).not.toMatch(/all else as it was/);
  await at(page, "effect").getByLabel("From one point").press("Space");
  await expect.poll(() => chart.locator("text").allTextContents()).toContain("change, bikes a day");
  const {run} = await figureDone(page, "effect");
  await at(page, "effect").locator("select").first().selectOption({label: "weekday"});
  await figureDone(page, "effect", run + 3);
  await expect.poll(() => caption(page, "effect")).toMatch(/With its own weekday \(Saturday\)/);
  await at(page, "effect").getByLabel("Hidden").press("Space");
  await expect.poll(() => chart.locator(".v-single").count()).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

test("days are brushed, filtered and picked; a link brings the brush back", async () => {
  const {page, problems, close} = await opened("?days.year=2012");
  await figureDone(page, "days", 1);
  const chart = at(page, "days").locator(".v-vega");
  await chart.locator("svg").waitFor();
  expect(await caption(page, "days")).toMatch(/^366 days\./);
  const {x, y, width} = (await chart.boundingBox())!;
  await page.mouse.move(x + width * 0.6, y + 30);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.75, y + 90, {steps: 5});
  await page.mouse.up();
  await expect.poll(() => caption(page, "days")).toMatch(/^\d+ of 366 days are inside the brush/);
  const brushed = await caption(page, "days");
  await expect.poll(() => page.url()).toMatch(/days\.brush=date\*/);
  await page.reload();
  await figureDone(page, "days", 1);
  await expect.poll(() => caption(page, "days")).toBe(brushed);
  await at(page, "days").getByRole("button", {name: "Lift the brush"}).click();
  await expect.poll(() => caption(page, "days")).toMatch(/^366 days\./);
  await at(page, "days").getByLabel("Season", {exact: true}).selectOption({label: "winter"});
  await expect.poll(() => caption(page, "days")).toMatch(/^\d\d days\. Mean rentals by season: winter [\d,]+ \(/);
  const before = await at(page, "day").getByLabel("Day", {exact: true}).inputValue();
  await chart.locator('path[aria-roledescription="point"]').first().dispatchEvent("click");
  await expect.poll(() => at(page, "day").getByLabel("Day", {exact: true}).inputValue()).not.toBe(before);
  expect(problems).toEqual([]);
  await close();
});

test("one day's Shapley values add up, pairs and importance answer, and correlation parts the two methods", async () => {
  const {page, problems, close} = await opened("?day.date=2011-07-04&strength.rows=20");
  await figureDone(page, "day", 1);
  const said = await caption(page, "day");
  expect(said).toMatch(/^Monday, 4 July 2011/);
  const [prediction] = numbers(said, /the network says ([\d,]+);/g);
  const [mean] = numbers(said, /mean day ([\d,]+)\./g);
  const [sum] = numbers(said, /values sum to ([+−]?[\d,]+)/g);
  expect(Math.abs(prediction - mean - sum)).toBeLessThanOrEqual(20);
  await figureDone(page, "pair", 1);
  await at(page, "pair").getByLabel("Up", {exact: true}).selectOption({label: "wind"});
  await expect.poll(() => caption(page, "pair")).toMatch(/°C and wind \d+ km\/h/);
  await figureDone(page, "strength", 1);
  const bar = at(page, "strength").locator("button.v-bar").first();
  const [first] = ((await bar.locator("[data-part=name]").textContent()) ?? "").split(" × ");
  await bar.click();
  await expect
    .poll(() =>
      at(page, "pair")
        .getByLabel("Across", {exact: true})
        .evaluate((menu: HTMLSelectElement) => menu.selectedOptions[0].text)
    )
    .toBe(first);
  await figureDone(page, "importance", 3);
  expect(await caption(page, "importance")).toMatch(
    /Network \(root mean squared error [\d,]+\): .*Forest .*Linear model/
  );
  await figureDone(page, "correlated", 1);
  const errors = /For x₁ partial dependence is off by (\d\.\d+), accumulated effects by (\d\.\d+)/;
  const [, pd, ale] = (await caption(page, "correlated")).match(errors)!.map(Number);
  expect(pd).toBeGreaterThan(5 * ale);
  const figure = at(page, "correlated");
  await figure.getByLabel("Model", {exact: true}).selectOption({label: "the true formula"});
  await figureDone(page, "correlated", 2);
  await expect.poll(async () => Number((await caption(page, "correlated")).match(errors)![1])).toBeLessThan(0.03);
  expect(problems).toEqual([]);
  await close();
});
