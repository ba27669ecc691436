/** The attention page: typed letters, checkpoints, one layer, and a training that can be paused. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, figureStates, launch, tensorsAtRest, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const said = (page: Page, id: string) => page.locator(`[data-figure=${id}] .v-caption`).innerText();

test("the guess follows the letters, the checkpoint and the number of layers", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/attention.html");
  await figureDone(page, "attention", 1);
  const first = () => page.locator("[data-figure=attention] .v-bars .v-bar-name").first().innerText();
  expect((await first()).trim()).toBe("e");
  expect(await said(page, "attention")).toMatch(/Induction heads: 1\.0 \.9/);
  await page.getByLabel("Type a sequence").fill("zebrafoxzeb");
  await page.waitForFunction(
    () => document.querySelector("[data-figure=attention] .v-bars .v-bar-name")?.textContent?.trim() === "r"
  );
  await page.locator("[data-figure=attention] .v-tokens button").nth(9).hover();
  expect((await first()).trim()).toBe("e");
  await page.getByRole("link", {name: "Go back to step 50."}).click();
  await page.waitForFunction(() =>
    document.querySelector("[data-figure=attention] .v-caption")?.textContent?.includes("Induction heads: none")
  );
  await page.getByRole("link", {name: "Try with one layer."}).click();
  await page.waitForFunction(() => document.querySelectorAll("[data-figure=attention] .v-maps > li").length === 4);
  expect(await said(page, "attention")).toContain("Induction heads: none");
  expect(problems).toEqual([]);
  await close();
});

test("a matrix is read by the keyboard, and the live training pauses, begins again and stops", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/attention.html");
  await figureDone(page, "attention", 1);
  const matrix = page.locator("[data-figure=attention] .v-matrix svg");
  await matrix.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(await page.locator("[data-figure=attention] .v-matrix .v-readout").innerText()).toMatch(
    /of its attention to m/
  );
  const live = page.locator("[data-figure=live]");
  await live.getByRole("button", {name: "Play"}).click();
  await page.waitForFunction(
    () => Number(document.querySelector<HTMLElement>("[data-figure=live]")!.dataset.step) >= 10,
    null,
    {timeout: 60_000}
  );
  await live.getByRole("button", {name: "Pause"}).click();
  await page.waitForTimeout(3000);
  const step = async () => (await figureStates(page)).find(({id}) => id === "live")!.step;
  const before = await step();
  await page.waitForTimeout(3000);
  expect(await step()).toBe(before);
  expect(await live.locator(".v-count").textContent()).toMatch(new RegExp(`^${before} of \\d+$`));
  await live.getByRole("button", {name: "Restart"}).click();
  await page.waitForFunction(
    (before) => Number(document.querySelector<HTMLElement>("[data-figure=live]")!.dataset.step) < before,
    before
  );
  await live.getByRole("button", {name: "Stop"}).click();
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>("[data-figure=live]")!.dataset.state === "stopped"
  );
  expect(await tensorsAtRest(page)).toBe(0);
  expect(problems).toEqual([]);
  await close();
});
