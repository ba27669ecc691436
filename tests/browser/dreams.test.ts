/** Dreams obey their controls, leave nothing behind, and can be taken home. */
import {readFile} from "node:fs/promises";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, figureStates, launch, tensorsAtRest, type Chromium} from "../helpers/browser.js";

const SMALL = "features/deepdream.html?dream.network=mobilenet-vggface2&dream.start=noise&dream.size=128";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const stateOf = async (page: Page, id = "dream") => (await figureStates(page)).find((figure) => figure.id === id)!;

/** Waits until a figure has come to a step (of a run). */
const stepReached = (page: Page, step: number, run = 1, id = "dream") =>
  page.waitForFunction(
    ({id, step, run}) => {
      const {dataset} = document.querySelector<HTMLElement>(`[data-figure="${id}"]`) ?? {dataset: {} as DOMStringMap};
      return Number(dataset.run) >= run && Number(dataset.step) >= step;
    },
    {id, step, run},
    {timeout: 60_000, polling: 20}
  );

/** Moves a range, found by its label, as a drag does. */
const slide = (page: Page, label: string, value: number) =>
  page.evaluate(
    ({label, value}) => {
      const range = [...document.querySelectorAll("[data-figure=dream] .v-range")].find(
        (r) => r.querySelector(".v-label")?.textContent === label
      );
      const slider = range!.querySelector<HTMLInputElement>("input[type=range]")!;
      slider.valueAsNumber = value;
      slider.dispatchEvent(new Event("input", {bubbles: true}));
    },
    {label, value}
  );

const controls = (page: Page, id = "dream") => page.locator(`[data-figure=${id}] .v-run`);

test("a dream pauses, takes single steps, goes on, and can go back to an octave", async () => {
  const {page, problems, close} = await chromium.open(`${SMALL}&dream.octaves=2&dream.steps=20`);
  await stepReached(page, 3);
  await controls(page).getByRole("button", {name: "Pause"}).click();
  await page.waitForTimeout(1000);
  const {step} = await stateOf(page);
  expect(step).toBeLessThan(40);
  await page.waitForTimeout(1000);
  expect((await stateOf(page)).step).toBe(step);
  await controls(page).getByRole("button", {name: "Step"}).click();
  await stepReached(page, step + 1);
  await page.waitForTimeout(500);
  expect((await stateOf(page)).step).toBe(step + 1);
  await controls(page).getByRole("button", {name: "Play"}).click();
  const {run} = await figureDone(page, "dream", 1);

  await page.getByRole("button", {name: "Go on after octave 1 of 2"}).click();
  await stepReached(page, 21, run + 1);
  const seen = new Set<number>();
  for (let i = 0; i < 5; ++i) seen.add((await stateOf(page)).step);
  expect(Math.min(...seen)).toBeGreaterThan(20);
  expect(problems).toEqual([]);
  await close();
});

test("a changed control ends the dream at its next step and begins another; tensors come back to where they were", async () => {
  const {page, problems, close} = await chromium.open(`${SMALL}&dream.octaves=1&dream.steps=8`);
  const {run} = await figureDone(page, "dream", 1);
  const before = await tensorsAtRest(page);
  for (let i = 1; i <= 5; ++i) {
    await slide(page, "Jitter", i);
    await stepReached(page, 2, run + i);
  }
  await slide(page, "Jitter", 9);
  const last = await figureDone(page, "dream", run + 6);
  expect(last.step).toBe(8);
  expect(await tensorsAtRest(page)).toBe(before);

  await controls(page).getByRole("button", {name: "Play again"}).click();
  await stepReached(page, 2, last.run + 1);
  await controls(page).getByRole("button", {name: "Stop"}).click();
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>("[data-figure=dream]")!.dataset.state === "stopped"
  );
  expect(await tensorsAtRest(page)).toBe(before);
  expect(problems).toEqual([]);
  await close();
});

test("a film into a dream is saved as GIF and WebM, the dream as PNG", async () => {
  const {page, problems, close} = await chromium.open(
    `${SMALL}&dream.octaves=1&dream.steps=3&film.frames=8&film.steps=1`
  );
  await figureDone(page, "dream", 1);
  const saved = async (figure: string, name: string | RegExp) => {
    const coming = page.waitForEvent("download", {timeout: 60_000});
    await page.locator(`[data-figure=${figure}]`).getByRole("button", {name}).first().click();
    return readFile(await (await coming).path());
  };
  const png = await saved("dream", /as PNG/);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
  await controls(page, "film").getByRole("button", {name: "Play"}).click();
  await figureDone(page, "film", 1);
  const gif = await saved("film", "Save as GIF");
  expect(gif.subarray(0, 6).toString()).toBe("GIF89a");
  expect(gif.readUInt16LE(6)).toBe(128);
  const webm = await saved("film", "Save as WebM");
  // Every WebM file begins with EBML's number.
  expect(webm.readUInt32BE(0)).toBe(0x1a45dfa3);
  expect(problems).toEqual([]);
  await close();
});

test("a digit network chosen in the menu brings what suits it, and the face network takes it away again", async () => {
  const {page, problems, close} = await chromium.open(`${SMALL}&dream.octaves=1&dream.steps=2`);
  const {run} = await figureDone(page, "dream", 1);
  expect(await page.locator(".v-dream-stills a", {hasText: "A 3"}).count()).toBe(2);
  const network = page.locator("[data-figure=dream] select", {hasText: "Digits, convolutional"});
  const choose = async (name: string) => {
    const text = await network.locator("option", {hasText: name}).textContent();
    await network.selectOption({label: text!});
  };
  await choose("Digits, convolutional");
  const digit = await figureDone(page, "dream", run + 1);
  expect(digit.step).toBe(60);
  expect(await page.locator("[data-figure=dream] .v-caption").textContent()).toMatch(
    /logits, channel 3, beginning with one/
  );
  expect(await page.locator("[data-figure=dream] .v-octaves").isVisible()).toBe(false);
  await choose("Faces");
  const face = await figureDone(page, "dream", digit.run + 1);
  expect(face.step).toBe(15);
  expect(await page.locator("[data-figure=dream] .v-caption").textContent()).toMatch(/conv_pw_9, beginning with noise/);
  expect(problems).toEqual([]);
  await close();
});

test("the ladder of inversions ends with small errors first and large ones last", async () => {
  const {page, problems, close} = await chromium.open(
    "features/inversion.html?inversion.network=emotion-xception&inversion.photo=astronaut&inversion.size=64&inversion.steps=40"
  );
  await figureDone(page, "inversion");
  const captions = await page.locator("[data-figure=inversion] .v-cell-caption").allTextContents();
  const errors = captions.slice(1).map((text) => Number(/error ([\d.]+) %/.exec(text)![1]));
  expect(errors).toHaveLength(5);
  expect(errors[0]).toBeLessThan(30);
  expect(errors[3]).toBeGreaterThan(errors[0]);
  await page.locator("[data-figure=inversion] .v-cell").nth(4).click();
  await figureDone(page, "seeds", 1);
  expect(await page.locator("[data-figure=seeds] .v-caption").textContent()).toMatch(/^add_2, step 40 of 40/);
  expect(problems).toEqual([]);
  await close();
});
