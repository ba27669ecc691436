/** The page on recurrent networks, on wasm: points are found, the state jumps when told to, ghosts come and go. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, tensorsAtRest, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

test("eight attractors; pulses by hand; another network; a looser search", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/rnn-dynamics.html?memory.starts=512");
  await figureDone(page, "memory", 1);
  const caption = page.locator("[data-figure=memory] .v-caption");
  expect(await caption.textContent()).toMatch(/^8 stable points, .*holds \+−\+/);
  await page.getByRole("button", {name: "Send +1 on channel 2"}).click();
  await page.waitForFunction(() =>
    /holds \+\+\+/.test(document.querySelector("[data-figure=memory] .v-caption")!.textContent!)
  );
  expect(page.url()).toContain("memory.presses=");

  const canvas = page.locator("[data-figure=memory] .v-scene-canvas");
  const picture = () => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await page.waitForTimeout(1500);
  const before = await picture();
  await canvas.focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForTimeout(100);
  expect(await picture()).not.toBe(before);

  await page.locator("[data-figure=memory]").getByText("What is drawn").click();
  await page.getByRole("switch", {name: "Basins: whom each start runs to"}).check();
  await page.waitForTimeout(200);
  const basins = await picture();
  await page.getByRole("switch", {name: "Basins: whom each start runs to"}).uncheck();
  await page.waitForTimeout(200);
  expect(await picture()).not.toBe(basins);
  expect(await page.locator("[data-figure=memory] .v-unit").allTextContents()).toContainEqual(
    expect.stringMatching(/Let go without input, \d+ of the 512 starts come to rest here/)
  );

  await page.locator("[data-figure=memory]").getByRole("radio", {name: "GRU"}).check();
  await figureDone(page, "memory", 2);
  expect(await caption.textContent()).toMatch(/^8 stable points/);
  await figureDone(page, "compass", 1);
  expect(await page.locator("[data-figure=compass] .v-caption").textContent()).toMatch(/slow points/);
  await figureDone(page, "ghosts", 1);
  expect(await page.locator("[data-figure=ghosts] .v-caption").textContent()).toMatch(/ghosts/);
  expect(await tensorsAtRest(page)).toBe(0);
  expect(problems).toEqual([]);
  await close();
});

test("an LSTM's corners lie in the picture; Adam finds the vanilla network's", async () => {
  const {page, problems, close} = await chromium.open(
    "mechanisms/rnn-dynamics.html?memory.cell=lstm&memory.noise=0.1&memory.starts=512"
  );
  await figureDone(page, "memory", 1);
  const caption = page.locator("[data-figure=memory] .v-caption");
  expect(await caption.textContent()).toMatch(/^8 stable points, .*holds \+−\+/);
  await page.goto(chromium.site.url + "mechanisms/rnn-dynamics.html?memory.method=adam&memory.starts=256");
  await figureDone(page, "memory", 1);
  expect(await caption.textContent()).toMatch(/^8 stable points, \d+ saddles/);
  expect(await tensorsAtRest(page)).toBe(0);
  expect(problems).toEqual([]);
  await close();
});
