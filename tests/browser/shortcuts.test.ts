/** The page on shortcuts in the built site on wasm: a network trained in the page reads the tag, and methods are judged. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionOf, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

test("accuracy tells nothing, the swap does; a tag decides; some methods see it and others are named", async () => {
  const {page, problems, close} = await chromium.open("failures/shortcuts.html");
  await page.locator('[data-figure="training"] .v-grid li').nth(9).waitFor();
  await figureDone(page, "training", 1);
  const said = await captionOf(page, "training");
  const own = Number(said.match(/Trained with tags: (?:> )?([\d.]+) %/)![1]);
  const swapped = Number(said.match(/([\d.]+) % once the tags are swapped/)![1]);
  expect(own).toBeGreaterThanOrEqual(98);
  expect(swapped).toBeLessThanOrEqual(30);
  await figureDone(page, "try", 1);
  expect(await captionOf(page, "try")).toMatch(/tag of a 3, the network trained with tags says 3/);
  const {run} = await figureDone(page, "try");
  await page.locator('[data-figure="try"] select').selectOption({label: "blue, as on every 7"});
  await figureDone(page, "try", run + 1);
  expect(await captionOf(page, "try")).toMatch(/trained with tags says (?!0)\d .*its twin 0/);
  await figureDone(page, "verdicts", 1);
  const judged = await captionOf(page, "verdicts");
  expect(judged).toMatch(/on the tag: [^.]+, [^.]+\. Missed: [^.]*Gradient/);
  await page.locator('[data-figure="verdicts"] select').selectOption({label: "Occlusion"});
  await expect
    .poll(() => page.locator('[data-figure="verdicts"] h4').allTextContents())
    .toContain("Occlusion, the twin");
  await figureDone(page, "readings", 1);
  expect(await captionOf(page, "readings")).toMatch(/The probes caught it/);
  await figureDone(page, "painted", 1);
  expect(await captionOf(page, "painted")).toMatch(/gives the shortcut away/);
  await page.locator('[data-figure="painted"] input[type="range"]').fill("16");
  await figureDone(page, "painted", 2);
  expect(await captionOf(page, "painted")).toMatch(/^Step 16 of 16/);
  expect(problems).toEqual([]);
  await close();
});
