/** The page on sparse autoencoders, on wasm: each source of activations is taken apart and steered; two seeds compared. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, figureStates, launch, tensorsAtRest, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const PAGE = "mechanisms/sparse-autoencoders.html";
const SHORT = "dictionary.steps=300&dictionary.size=32";

/** Opens the page, waits for its dictionary, and gives what the test needs to look at it. */
async function opened(settings: string) {
  const {page, problems, close} = await chromium.open(`${PAGE}?${settings}`);
  const caption = (id: string) => page.locator(`[data-figure=${id}] .v-caption`).textContent();
  await figureDone(page, "dictionary", 1);
  const tiles = page.locator("[data-figure=dictionary] .v-dictionary section").first().locator("button.v-cell");
  const feature = page.locator("[data-figure=dictionary]").getByLabel("Feature", {exact: true});
  return {page, problems, close, caption, tiles, feature};
}

test("a dictionary of a digit network; another feature is looked at; one turned up changes the answer", async () => {
  const {page, problems, close, caption, tiles, feature} = await opened(SHORT);
  expect(await caption("dictionary")).toMatch(
    /Step 300 .*% of the variance is rebuilt with [1-4](\.\d)? features at once/
  );
  expect(await tiles.count()).toBe(32);
  const before = await caption("dictionary");
  await tiles.nth(5).click();
  await page.waitForFunction(
    (old) => document.querySelector("[data-figure=dictionary] .v-caption")!.textContent !== old,
    before
  );
  expect(await caption("dictionary")).toContain(`Feature ${await feature.inputValue()} is on`);
  await figureDone(page, "steer", 1);
  expect(await caption("steer")).toMatch(/^Feature \d+ was .* is set to 20\. A handwritten \d: the network answers \d/);
  expect(problems).toEqual([]);
  await close();
});

test("what is said of a feature is said of the one that the picker shows, dead or not", async () => {
  const {page, problems, close, caption, feature} = await opened(
    "dictionary.steps=300&dictionary.size=192&dictionary.k=1&dictionary.revive=0&dictionary.feature=7"
  );
  const shown = Number(await feature.inputValue());
  expect(await caption("dictionary")).toContain(`Feature ${shown} is on for`);
  const note = page.locator("[data-figure=dictionary] .v-message");
  if (shown !== 7) expect(await note.textContent()).toContain(`the picker has moved to feature ${shown}`);
  const dead = await page.evaluate(async () => {
    const figure = document.querySelector("[data-figure=dictionary]")!;
    const tiles = Array.from(figure.querySelectorAll(".v-dictionary section:first-of-type .v-cell-caption"));
    const living = new Set(tiles.map((tile) => Number(tile.textContent)));
    return Array.from({length: 192}, (_, i) => i).filter((i) => !living.has(i));
  });
  // Features that are never on are the last in order of frequency, so none of the 36 tiles.
  for (const index of dead.slice(0, 40)) {
    await feature.fill(String(index));
    await feature.press("Enter");
    await page.waitForFunction(
      (i) => document.querySelector("[data-figure=dictionary] .v-caption")!.textContent!.includes(`Feature ${i} is`),
      index
    );
    if ((await caption("dictionary"))!.includes("is not on for any example")) break;
  }
  expect(await caption("dictionary")).toContain(`Feature ${await feature.inputValue()} is not on for any example`);
  expect(problems).toEqual([]);
  await close();
});

test("the residual stream of a transformer: features of letters, one of which is said when it is turned up", async () => {
  const {page, problems, close, caption} = await opened(`${SHORT}&dictionary.source=letters`);
  expect(await page.locator("[data-figure=dictionary] .v-contexts li").count()).toBe(12);
  await figureDone(page, "steer", 1);
  expect(await caption("steer")).toMatch(/After “machinesmachin”: the network answers e .* Steered, it/);
  expect(problems).toEqual([]);
  await close();
});

test("a face network's pooled layer over patches; the answers about a face move with a feature", async () => {
  const {page, problems, close, caption} = await opened(`${SHORT}&dictionary.source=faces&steer.strength=40`);
  expect(await caption("dictionary")).toMatch(/strongest patches/);
  await page.locator("[data-figure=steer]").scrollIntoViewIfNeeded();
  await figureDone(page, "steer", 1);
  const cosine = Number((await caption("steer"))!.match(/embedding as it was is (\d\.\d+)/)![1]);
  expect(cosine).toBeLessThan(1);
  expect(problems).toEqual([]);
  await close();
});

test("planted features are found, and two dictionaries of them agree", async () => {
  const {page, problems, close, caption} = await opened(
    "dictionary.source=planted&dictionary.steps=300&twins.wSource=planted&twins.wSteps=300"
  );
  const found = Number((await caption("dictionary"))!.match(/(\d+) of 40 planted features are found/)![1]);
  expect(found).toBeGreaterThan(20);
  await page.locator("[data-figure=twins]").scrollIntoViewIfNeeded();
  await figureDone(page, "twins", 1);
  const [twins, living] = (await caption("twins"))!
    .match(/(\d+) of (\d+) living/)!
    .slice(1)
    .map(Number);
  expect(twins).toBeGreaterThan(living / 4);
  expect(problems).toEqual([]);
  await close();
});

test("a training pauses, takes one step, goes on, stops, begins again the same, and leaves no tensor", async () => {
  const {page, problems, close} = await chromium.open(`${PAGE}?dictionary.source=planted&dictionary.steps=300`);
  const figure = page.locator("[data-figure=dictionary]");
  const button = (name: string) => figure.getByRole("button", {name, exact: true});
  const now = async () => (await figureStates(page)).find(({id}) => id === "dictionary")!;
  const stepIs = (least: number) =>
    page.waitForFunction(
      (least) => Number(document.querySelector<HTMLElement>("[data-figure=dictionary]")?.dataset.step) >= least,
      least
    );
  await stepIs(25);
  await button("Pause").click();
  await page.waitForTimeout(1500);
  const {step: paused} = await now();
  expect(paused).toBeLessThan(300);
  await page.waitForTimeout(1000);
  expect((await now()).step).toBe(paused);
  await button("Step").click();
  await stepIs(paused + 25);
  await page.waitForTimeout(500);
  expect((await now()).step).toBe(paused + 25);
  expect(await figure.locator(".v-count").textContent()).toBe(`${paused + 25} of 300`);
  await button("Play").click();
  await figureDone(page, "dictionary", 1);
  const first = await figure.locator(".v-caption").textContent();

  await button("Restart").click();
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>("[data-figure=dictionary]")!.dataset.run === "2"
  );
  await stepIs(25);
  await button("Stop").click();
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>("[data-figure=dictionary]")!.dataset.state === "stopped"
  );
  expect((await now()).step).toBeLessThan(300);
  await button("Restart").click();
  await figureDone(page, "dictionary", 3);
  expect(await figure.locator(".v-caption").textContent()).toBe(first);
  expect(await tensorsAtRest(page)).toBe(0);
  expect(problems).toEqual([]);
  await close();
});
