/** The page on adversarial examples in the built site on wasm: the budget, the wish and the defences change what is said. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionOf, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const FACE = "attack.photo=astronaut&attack.network=emotion-xception";

test("a smile is fooled inside its budget, a wish is granted, and no budget changes nothing", async () => {
  const {page, problems, close} = await chromium.open(`failures/adversarial.html?${FACE}`);
  await figureDone(page, "attack", 1);
  expect(await captionOf(page, "attack")).toMatch(/said happy.*it says (?!happy).*more than [12]\.\d %.*Fooled\./);
  const {run} = await figureDone(page, "attack");
  await page.locator('.v-try a[href*="attack.target=4"]').click();
  await figureDone(page, "attack", run + 1);
  expect(await captionOf(page, "attack")).toMatch(/it says sad/);
  const attacked = await figureDone(page, "attack");
  await page.evaluate((query) => {
    history.pushState(null, "", `?${query}&attack.budget=0`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, FACE);
  await figureDone(page, "attack", attacked.run + 1);
  expect(await captionOf(page, "attack")).toMatch(/Not fooled/);
  expect(problems).toEqual([]);
  await close();
});

test("the digit, its aftermath by four readers, and the table of budgets", async () => {
  const {page, problems, close} = await chromium.open(`failures/adversarial.html?${FACE}`);
  await figureDone(page, "digit", 1);
  expect(await captionOf(page, "digit")).toMatch(/said 0 .* it says (?!0)\d/);
  await figureDone(page, "aftermath", 1);
  const before = await captionOf(page, "aftermath");
  expect(before).toMatch(
    /Attacked: 0 .*→ (?!0)\d .*shuffled: 0 .*→ 0 .*behind a blur: .*behind JPEG: .*another network: .*correlation of/
  );
  expect(await page.locator('[data-figure="aftermath"] .v-panels section').count()).toBe(8);
  const {run} = await figureDone(page, "aftermath");
  await page.locator('[data-figure="aftermath"]').getByLabel("the photo", {exact: true}).check({force: true});
  await figureDone(page, "aftermath", run + 1);
  expect(await captionOf(page, "aftermath")).toMatch(/Attacked: happy.*No other network here answers/);
  const share = async () => Number((await captionOf(page, "curves")).match(/\(PGD\) ([\d.]+) %/)![1]);
  const small = await share();
  await page.locator('[data-figure="curves"] select').selectOption({label: "30 %"});
  await expect.poll(share).toBeGreaterThanOrEqual(90);
  expect(small).toBeLessThan(95);
  expect(problems).toEqual([]);
  await close();
});

test("only the controls that an attack heeds are shown", async () => {
  const {page, problems, close} = await chromium.open(`failures/adversarial.html?${FACE}&attack.method=deepFool`);
  const {run} = await figureDone(page, "attack", 1);
  const figure = page.locator('[data-figure="attack"]');
  const control = (name: string) =>
    figure.locator(".v-controls label, .v-controls span").getByText(name, {exact: true});
  expect(await captionOf(page, "attack")).toMatch(/After \d steps? it says (?!happy).*Fooled\.$/);
  expect(await control("Budget").isVisible()).toBe(false);
  await page.evaluate((query) => {
    history.pushState(null, "", `?${query}&attack.norm=l2`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, FACE);
  await figureDone(page, "attack", run + 1);
  expect(await control("Budget").isVisible()).toBe(false);
  expect(await control("Budget for all together").isVisible()).toBe(true);
  expect(problems).toEqual([]);
  await close();
});
