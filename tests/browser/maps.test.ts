/** Grad-CAM, integrated gradients and occlusion in the built site on wasm: controls that change what they say. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionOf, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

/** The pixels of one canvas of a figure's picture. */
const canvas = (page: Page, id: string, n: number): Promise<string> =>
  page
    .locator(`[data-figure="${id}"] .v-exhibit canvas:not(.v-ramp)`)
    .nth(n)
    .evaluate((c) => (c as HTMLCanvasElement).toDataURL());

/** Moves a slider of a figure, found by its label, as a drag does, and waits for the run that follows. */
async function slide(page: Page, id: string, label: string, value: number, runs = true) {
  const {run} = await figureDone(page, id);
  await page.evaluate(
    ({id, label, value}) => {
      const inputs = [...document.querySelectorAll(`[data-figure="${id}"] .v-input`)];
      const input = inputs.find((i) => i.querySelector(".v-label")?.textContent === label);
      const slider = input?.querySelector<HTMLInputElement>("input[type=range]");
      if (!slider) throw new Error(`no slider called ${label}`);
      slider.valueAsNumber = value;
      slider.dispatchEvent(new Event("input", {bubbles: true}));
    },
    {id, label, value}
  );
  if (runs) await figureDone(page, id, run + 1);
}

/** Follows one of the page's "Try this" links and waits for the run it starts. */
async function follow(page: Page, id: string, href: string) {
  const {run} = await figureDone(page, id);
  await page.locator(`.v-try a[href="${href}"]`).click();
  await figureDone(page, id, run + 1);
}

test("Grad-CAM: the layer, the method and the raw cells change the map; every figure answers", async () => {
  const faces = "grad-cam.network=emotion-xception&grad-cam.photo=astronaut";
  const {page, problems, close} = await chromium.open(`decisions/grad-cam.html?${faces}`);
  await figureDone(page, "grad-cam", 1);
  expect(await captionOf(page, "grad-cam")).toMatch(/happy.* a grid of 8 × 8 cells/);
  const smooth = await canvas(page, "grad-cam", 1);
  await page.getByLabel("Raw cells").first().check();
  await expect.poll(() => canvas(page, "grad-cam", 1)).not.toBe(smooth);
  const cells = await canvas(page, "grad-cam", 1);
  await slide(page, "grad-cam", "Look at the layer", 0);
  expect(await captionOf(page, "grad-cam")).toMatch(/a grid of \d\d × \d\d cells/);
  expect(await canvas(page, "grad-cam", 1)).not.toBe(cells);
  expect(new URL(page.url()).searchParams.get("grad-cam.layer")).toContain("conv");
  const plain = await canvas(page, "grad-cam", 1);
  const {run} = await figureDone(page, "grad-cam");
  await page.locator('[data-figure="grad-cam"]').getByLabel("Guided Grad-CAM").check();
  await figureDone(page, "grad-cam", run + 1);
  // The cells are Grad-CAM's own either way; the strokes are finer.
  expect(await canvas(page, "grad-cam", 1)).toBe(plain);
  await page.getByLabel("Raw cells").first().uncheck();
  await expect.poll(() => canvas(page, "grad-cam", 1)).not.toBe(plain);
  await figureDone(page, "depths", 1);
  expect(await captionOf(page, "depths")).toMatch(/from 5 depths/);
  await figureDone(page, "pair", 1);
  expect(await page.locator('[data-figure="pair"] h4').allTextContents()).toEqual([
    "happy",
    expect.not.stringMatching("happy")
  ]);
  await figureDone(page, "smaller", 1);
  const before = await captionOf(page, "smaller");
  await slide(page, "smaller", "Size of the picture", 1);
  expect(await captionOf(page, "smaller")).not.toBe(before);
  expect(await captionOf(page, "smaller")).toMatch(/100 % lies inside/);
  expect(problems).toEqual([]);
  await close();
});

test("integrated gradients: the gap is under 1 % at 64 steps, over it at 8, and the page says what to raise", async () => {
  const {page, problems, close} = await chromium.open("decisions/integrated-gradients.html");
  await figureDone(page, "path", 1);
  expect(await captionOf(page, "path")).toMatch(/The gap is 0\.\d %: complete enough/);
  const [end, slope] = [await canvas(page, "path", 0), await canvas(page, "path", 1)];
  // The path is walked on what was computed: no new run.
  const {run} = await figureDone(page, "path");
  await slide(page, "path", "How far along the path", 0.3, false);
  await expect.poll(() => canvas(page, "path", 0)).not.toBe(end);
  expect(await canvas(page, "path", 1)).not.toBe(slope);
  expect((await figureDone(page, "path")).run).toBe(run);
  await follow(page, "path", "?path.steps=8");
  expect(await captionOf(page, "path")).toMatch(/more than 1 %. Raise the steps to 16/);
  await follow(page, "path", "?path.baseline=white");
  expect(await captionOf(page, "path")).toMatch(/from white/);
  await follow(page, "path", "?path.baseline=many&path.steps=128");
  expect(await captionOf(page, "path")).toMatch(/from many photos/);
  const sum = page.locator('[data-figure="path"] .v-heatmap canvas[role="img"]').last();
  expect(await sum.getAttribute("aria-label")).toMatch(/strongest tenth/);
  await figureDone(page, "baselines", 1);
  const shares = (await captionOf(page, "baselines")).match(/holds ([\d.]+) % from black, ([\d.]+) % from white/)!;
  expect(Number(shares[1])).toBeLessThan(0.5 * Number(shares[2]));
  await figureDone(page, "digit", 1);
  expect(await captionOf(page, "digit")).toMatch(
    /A “0”.*The gap is (0\.\d|< 0\.1) %: complete enough.* [678]\d % of the pixels get exactly zero/
  );
  expect(problems).toEqual([]);
  await close();
});

test("occlusion: patch and fill change the map; parts of a layer are ranked; a bar shows its channel", async () => {
  const {page, problems, close} = await chromium.open("decisions/occlusion.html");
  await figureDone(page, "occlusion", 1);
  expect(await captionOf(page, "occlusion")).toMatch(/Patches of 14 × 14 pixels, every 4\./);
  const first = await canvas(page, "occlusion", 1);
  await slide(page, "occlusion", "Patch", 0.4);
  expect(await captionOf(page, "occlusion")).toMatch(/Patches of 26 × 26 pixels/);
  expect(await canvas(page, "occlusion", 1)).not.toBe(first);
  await figureDone(page, "parts", 1);
  const bars = page.locator('[data-figure="parts"] button.v-bar');
  expect(await bars.count()).toBe(12);
  const held = await canvas(page, "parts", 0);
  const {run} = await figureDone(page, "parts");
  await bars.nth(2).click();
  await expect.poll(() => canvas(page, "parts", 0)).not.toBe(held);
  // A look at another channel asks nothing of the network.
  expect((await figureDone(page, "parts")).run).toBe(run);
  await page.locator('[data-figure="parts"] select').selectOption({label: "Units of a channel"});
  await expect.poll(() => captionOf(page, "parts"), {timeout: 20_000}).toMatch(/one unit of channel \d+ is off/);
  await figureDone(page, "ways", 1);
  const shares = [...(await captionOf(page, "ways")).matchAll(/([\d.]+) % with/g)].map(([, share]) => Number(share));
  expect(shares.length).toBe(3);
  for (const share of shares) expect(share).toBeLessThan(100);
  expect(problems).toEqual([]);
  await close();
});
