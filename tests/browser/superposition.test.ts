/** The page on superposition, on wasm: trains, pauses, goes on; sparsity decides; a phase cell is trained live. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, figureStates, launch, tensorsAtRest, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

test("a training that pauses, and goes on to the pentagon; a cell; eight starts", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/superposition.html");
  const figure = page.locator("[data-figure=toy]");
  const step = async () => (await figureStates(page)).find(({id}) => id === "toy")!.step;
  await page.waitForFunction(() => Number(document.querySelector<HTMLElement>("[data-figure=toy]")?.dataset.step) > 20);
  await figure.getByRole("button", {name: "Pause"}).click();
  await page.waitForTimeout(400);
  const paused = await step();
  expect(paused).toBeLessThan(1500);
  await page.waitForTimeout(600);
  expect(await step()).toBe(paused);
  await figure.getByRole("button", {name: "Play"}).click();
  await figureDone(page, "toy", 1);
  expect(await figure.locator(".v-caption").textContent()).toMatch(/Step 1500.*5 of 5 features are kept/);

  await figure.locator(".v-range input[type=range]").first().fill("0");
  await figureDone(page, "toy", 2);
  expect(await figure.locator(".v-caption").textContent()).toMatch(/2 of 5 features are kept/);

  await figureDone(page, "phases", 1);
  expect(await page.locator("[data-figure=phases] .v-caption").textContent()).toMatch(/Trained now: (Both|The extra)/);
  // The first row and column: as important and as frequent as the diagram knows.
  await page.locator("[data-figure=phases] .v-cells rect").first().click();
  await page.waitForFunction(() =>
    /^Importance 10, present with chance 1\./.test(
      document.querySelector("[data-figure=phases] .v-caption")!.textContent!
    )
  );
  expect(await page.locator("[data-figure=phases] .v-caption").textContent()).toMatch(/has the dimension to itself/);
  expect(await page.locator("[data-figure=phases] .v-marks rect").count()).toBe(1);
  await figureDone(page, "starts", 1);
  expect(await page.locator("[data-figure=starts] .v-starts svg").count()).toBe(8);
  expect(await tensorsAtRest(page)).toBe(0);
  expect(problems).toEqual([]);
  await close();
});
