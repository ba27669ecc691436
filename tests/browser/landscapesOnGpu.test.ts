/** The exact repulsion in the built page, on WebGPU: a software adapter, so few points and few steps. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("webgpu");
});
afterAll(() => chromium?.close());

/** The divergence that t-SNE says after some steps, from the finished layout on. */
async function divergence(gpu: boolean, steps: number): Promise<{kl: number; caption: string}> {
  const {page, problems, close} = await chromium.open(
    `representations/projections.html?landscape.points=500&landscape.gpu=${gpu}&backend=webgpu`
  );
  const figure = page.locator("[data-figure=landscape]");
  await page.waitForFunction(
    (steps) => Number(document.querySelector<HTMLElement>("[data-figure=landscape]")?.dataset.step ?? 0) >= steps,
    steps,
    {timeout: 100_000}
  );
  expect(await figure.getAttribute("data-backend")).toBe("webgpu");
  const notes = await figure.locator(".v-scatter-notes").nth(1).textContent();
  const caption = (await figure.locator(".v-caption").first().textContent())!;
  expect(problems).toEqual([]);
  await close();
  return {kl: Number(notes!.match(/KL ([\d.]+)/)![1]), caption};
}

test("repulsion in a compute shader runs in the page and comes to the same divergence", async () => {
  const exact = await divergence(true, 60);
  expect(exact.caption).not.toMatch(/interpolated|gave up/);
  const interpolated = await divergence(false, 60);
  expect(Math.abs(exact.kl / interpolated.kl - 1)).toBeLessThan(0.03);
});
