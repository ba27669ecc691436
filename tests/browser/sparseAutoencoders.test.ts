/** The page on sparse autoencoders, on wasm: trains, steers a digit, finds planted features, compares two seeds. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

test("a dictionary of a digit network; one feature turned up changes the answer; planted ones are found", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/sparse-autoencoders.html?dictionary.steps=600");
  const caption = (id: string) => page.locator(`[data-figure=${id}] .v-caption`).textContent();
  await figureDone(page, "dictionary", 1);
  expect(await caption("dictionary")).toMatch(
    /Step 600 .*% of the variance is rebuilt with [1-4](\.\d)? features at once/
  );
  const tiles = page.locator("[data-figure=dictionary] .v-dictionary section").first().locator("button.v-cell");
  expect(await tiles.count()).toBe(36);
  const before = await caption("dictionary");
  await tiles.nth(5).click();
  await page.waitForFunction(
    (old) => document.querySelector("[data-figure=dictionary] .v-caption")!.textContent !== old,
    before
  );

  await figureDone(page, "steer", 1);
  expect(await caption("steer")).toMatch(/^Feature \d+ was .* is set to 20\. A handwritten \d: the network answers \d/);
  await figureDone(page, "twins", 1);
  expect(await caption("twins")).toMatch(/have a twin/);

  await page.locator("[data-figure=dictionary]").getByRole("radio", {name: "A known mixture"}).check();
  await figureDone(page, "dictionary", 2);
  const found = Number((await caption("dictionary"))!.match(/(\d+) of 40 planted features are found/)![1]);
  expect(found).toBeGreaterThan(20);
  expect(problems).toEqual([]);
  await close();
});
