/** The circuits page: edges are chosen, cut and turned over, on digits and on a network that reads photos. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionSays, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const logits = async (page: Page) =>
  (await page.locator("[data-figure=circuit] .v-caption").innerText())
    .match(/from (−?[\d.]+\d) to (−?[\d.]+\d)/)!
    .slice(1);

test("an edge is chosen in the list and cut by a link; a path leads to its edge", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/circuits.html");
  await figureDone(page, "circuit", 1);
  await captionSays(page, "circuit", /All edges are as trained: the logit of 7 is/);
  const before = (await page.locator("[data-figure=circuit] .v-caption").innerText()).match(/is (−?[\d.]+\d)\./)![1];
  await page.getByRole("link", {name: "Cut an edge"}).click();
  await captionSays(page, "circuit", /With edge 3 times 0,/);
  const [intact, cut] = await logits(page);
  expect(intact).toBe(before);
  expect(cut).not.toBe(before);
  await page.locator("[data-figure=circuit] .v-edge").nth(1).click();
  await captionSays(page, "circuit", /With edge [^3] times 0,/);
  await page.locator("[data-figure=paths]").scrollIntoViewIfNeeded();
  await figureDone(page, "paths", 1);
  await page
    .locator("[data-figure=paths] .v-cells rect")
    .nth(2 * 16 + 9)
    .click();
  await captionSays(page, "circuit", /edge into channel 9 of conv2.*With edge 2 times 0/);
  await captionSays(page, "weights", /edges into channel 9/);
  expect(problems).toEqual([]);
  await close();
});

test("a network that reads faces shows its own edges", async () => {
  const {page, problems, close} = await chromium.open(
    "mechanisms/circuits.html?circuit.network=emotion-xception&circuit.photo=astronaut&circuit.channel=3"
  );
  await figureDone(page, "circuit", 1);
  await captionSays(page, "circuit", /strongest edge into channel 3/);
  expect(await page.locator("[data-figure=circuit] .v-edge").count()).toBe(16);
  expect(await page.locator("[data-figure=circuit] .v-circuit-ends .v-grid li").count()).toBe(12);
  expect(problems).toEqual([]);
  await close();
});

test("the first two layers of ResNet-50: kernels of seven by seven, both ends, and a cut that changes the answer", async () => {
  const {page, problems, close} = await chromium.open(
    "mechanisms/circuits.html?circuit.network=resnet50-imagenet&circuit.channel=45&circuit.edge=4&circuit.factor=0"
  );
  await captionSays(page, "circuit", /channel 45 of res2a_branch2a .*With edge 4 times 0, the logit of Egyptian cat/);
  expect(await page.locator("[data-figure=circuit] .v-edge").count()).toBe(16);
  expect(await page.locator("[data-figure=circuit] .v-circuit-ends .v-grid li").count()).toBe(12);
  const [before, after] = await logits(page);
  expect(after).not.toBe(before);
  expect(problems).toEqual([]);
  await close();
});
