/** Projections and probes in the built site, on wasm: settings told while it runs, linked panels, probes that learn. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const FEW = "landscape.points=500";
const caption = (page: Page, id: string) => page.locator(`[data-figure="${id}"] .v-caption`).first();
const notes = (page: Page, panel: number) => page.locator("[data-figure=landscape] .v-scatter-notes").nth(panel);
const set = (page: Page, figure: string, label: string, value: unknown) =>
  page.evaluate(
    ({figure, label, value}) => {
      const inputs = [...document.querySelectorAll<any>(`[data-figure="${figure}"] .v-input`)];
      const input = inputs.find((i) => i.label?.startsWith(label));
      input.value = value;
      input.dispatchEvent(new Event("input", {bubbles: true}));
    },
    {figure, label, value}
  );

test("finished layouts come first and say so; then the lab goes on from them", async () => {
  const {page, problems, close} = await chromium.open(`representations/projections.html?${FEW}`);
  await caption(page, "landscape").filter({hasText: "finished when the site was built"}).waitFor({timeout: 20_000});
  await notes(page, 1).filter({hasText: /KL \d/}).waitFor({timeout: 30_000});
  expect(await page.locator("[data-figure=landscape] canvas.v-scatter-canvas").count()).toBe(4);
  expect(problems).toEqual([]);
  await close();
});

test("perplexity changes while it runs: same run, new value; after the end it goes on", async () => {
  const {page, problems, close} = await chromium.open(`representations/projections.html?${FEW}`);
  await notes(page, 1).filter({hasText: /KL \d/}).waitFor({timeout: 30_000});
  const run = await page.locator("[data-figure=landscape]").getAttribute("data-run");
  await set(page, "landscape", "Neighbours", 40);
  await notes(page, 2).filter({hasText: "40 neighbours"}).waitFor({timeout: 15_000});
  expect(await page.locator("[data-figure=landscape]").getAttribute("data-run")).toBe(run);
  const before = (await figureDone(page, "landscape")).run;
  await set(page, "landscape", "Neighbours", 20);
  await notes(page, 2).filter({hasText: "20 neighbours"}).waitFor({timeout: 15_000});
  expect((await figureDone(page, "landscape", before + 1)).run).toBe(before + 1);
  expect(problems).toEqual([]);
  await close();
});

test("under reduced motion frames come every half second; the run is as fast", async () => {
  const {page, problems, close} = await chromium.open("representations/projections.html?landscape.from=random", {
    reducedMotion: "reduce"
  });
  const figure = page.locator("[data-figure=landscape]");
  await figure.waitFor();
  await figure.evaluate((element) => {
    const shown: {at: number; step: number}[] = ((globalThis as any).shown = []);
    const {dataset} = element as HTMLElement;
    new MutationObserver(() => {
      const step = Number(dataset.step);
      if (step && step !== shown.at(-1)?.step) shown.push({at: performance.now(), step});
    }).observe(element, {attributeFilter: ["data-step"]});
  });
  await figureDone(page, "landscape", 1);
  // The last frame comes when the run ends, however soon after the one before.
  const seen: {at: number; step: number}[] = await page.evaluate(() => (globalThis as any).shown.slice(0, -1));
  const gaps = seen.slice(1).map(({at}, i) => at - seen[i].at);
  expect(gaps.length).toBeGreaterThan(1);
  expect(Math.min(...gaps)).toBeGreaterThan(400);
  expect(Math.max(...seen.slice(1).map(({step}, i) => step - seen[i].step))).toBeGreaterThan(2);
  expect(problems).toEqual([]);
  await close();
});

test("pieces of photos: their own network, their own pictures, coloured by photo", async () => {
  const {page, problems, close} = await chromium.open("representations/projections.html?landscape.data=patches");
  await notes(page, 1).filter({hasText: /KL \d/}).waitFor({timeout: 30_000});
  expect(await caption(page, "landscape").textContent()).toMatch(/^492 points: ResNet-50, stage 3/);
  expect(await notes(page, 1).textContent()).toMatch(/name the photo/);
  const panel = page.locator("canvas.v-scatter-canvas").nth(1);
  await panel.focus();
  await panel.press("ArrowRight");
  const words = page.locator("[data-figure=landscape] .v-scatter-words");
  await words.filter({hasText: /^A piece of \w+, \d+ pixels wide/}).waitFor();
  await panel.press("Enter");
  const brush = page.locator("[data-figure=landscape] .v-brush");
  await brush.filter({hasText: /component \d+/}).waitFor({timeout: 15_000});
  expect(await brush.locator(".v-class-bar span").count()).toBe(1);
  expect(await brush.locator(".v-cell canvas").count()).toBeGreaterThan(10);
  await set(page, "landscape", "Layer", 0);
  await caption(page, "landscape").filter({hasText: "the pixels"}).waitFor({timeout: 15_000});
  expect(problems).toEqual([]);
  await close();
});

test("exact repulsion is asked without a graphics card: it goes on interpolated and says so", async () => {
  const {page, problems, close} = await chromium.open(`representations/projections.html?${FEW}&landscape.gpu=true`);
  await caption(page, "landscape")
    .filter({hasText: /needs WebGPU; here the lab runs on wasm/})
    .waitFor({timeout: 30_000});
  expect(problems).toEqual([]);
  await close();
});

test("keys move among the points, Enter marks a class in every panel and tells what it is", async () => {
  const {page, problems, close} = await chromium.open(`representations/projections.html?${FEW}`);
  await notes(page, 1).filter({hasText: /KL \d/}).waitFor({timeout: 30_000});
  const panel = page.locator("canvas.v-scatter-canvas").nth(2);
  await panel.focus();
  await panel.press("ArrowRight");
  const words = page.locator("[data-figure=landscape] .v-scatter-words");
  await words.filter({hasText: /^Test digit \d+, labelled \d/}).waitFor();
  const first = await words.textContent();
  await panel.press("ArrowRight");
  expect(await words.textContent()).not.toBe(first);
  await panel.press("Enter");
  const brush = page.locator("[data-figure=landscape] .v-brush");
  await brush
    .filter({hasText: /marked out/})
    .filter({hasText: /unit \d+/})
    .waitFor({timeout: 15_000});
  expect(await brush.locator(".v-cell").count()).toBeGreaterThan(10);
  await panel.press("Escape");
  await brush.waitFor({state: "hidden"});
  expect(problems).toEqual([]);
  await close();
});

test("dragging marks points out; another layer moves them", async () => {
  const {page, problems, close} = await chromium.open(`representations/projections.html?${FEW}`);
  await notes(page, 1).filter({hasText: /KL \d/}).waitFor({timeout: 30_000});
  const box = (await page.locator("canvas.v-scatter-canvas").first().boundingBox())!;
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, {steps: 4});
  await page.mouse.up();
  await page.locator(".v-brush h4", {hasText: /^\d+ marked out$/}).waitFor({timeout: 15_000});
  await set(page, "landscape", "Layer", 0);
  await caption(page, "landscape").filter({hasText: "the pixels"}).waitFor({timeout: 15_000});
  expect(problems).toEqual([]);
  await close();
});

test("t-SNE misdraws sizes, in numbers", async () => {
  const {page, problems, close} = await chromium.open(`representations/projections.html?${FEW}`);
  await page.locator("[data-figure=misreading]").scrollIntoViewIfNeeded();
  await figureDone(page, "misreading", 1);
  const [truth, drawn] = [...(await caption(page, "misreading").textContent())!.matchAll(/([\d.]+) times/g)].map(
    (m) => +m[1]
  );
  expect(truth).toBeGreaterThan(7);
  expect(drawn).toBeLessThan(3);
  expect(problems).toEqual([]);
  await close();
});

test("a probe learns, beside its control; the layers, the drawing and the units follow", async () => {
  const {page, problems, close} = await chromium.open(
    "representations/probes.html?probe.examples=600&probe.concept=digit"
  );
  await figureDone(page, "probe", 1);
  const percent = [...(await caption(page, "probe").textContent())!.matchAll(/([\d.]+) %/g)].map((m) => +m[1]);
  expect(percent[0]).toBeGreaterThan(90);
  expect(percent[3]).toBeLessThan(30);
  const chart = page.locator("[data-figure=probe] .v-vega svg");
  await chart.waitFor();
  const faint = () => chart.locator("path[stroke]").evaluateAll((all) => all.map((p) => p.getAttribute("opacity")));
  expect(await faint()).not.toContain("0.12");
  await chart
    .locator("text", {hasText: /^task$/})
    .first()
    .click();
  await expect.poll(faint).toContain("0.12");
  await figureDone(page, "depth", 1);
  expect(await caption(page, "depth").textContent()).toMatch(/pixels [\d.]+ %.*ten scores [\d.]+ %/);
  await figureDone(page, "patches", 1);
  const verdict = (await caption(page, "patches").textContent())!;
  const [random, never, chance] = [...verdict.matchAll(/([\d.]+) %/g)].map((m) => +m[1]);
  expect(random).toBeGreaterThan(never);
  expect(never).toBeGreaterThan(chance);
  await figureDone(page, "drawing", 1);
  expect(await caption(page, "drawing").textContent()).toMatch(/The network answers 9/);
  await figureDone(page, "use", 1);
  await figureDone(page, "information", 1);
  expect(await caption(page, "information").textContent()).toMatch(/shuffled 40 times/);
  expect(problems).toEqual([]);
  await close();
});

test("by example: pieces of photos have neighbours in every layer, of other photos or of all", async () => {
  const {page, problems, close} = await chromium.open("decisions/by-example.html");
  await figureDone(page, "pieces", 1);
  const figure = page.locator("[data-figure=pieces]");
  expect(await figure.locator(".v-neighbours section").count()).toBe(5);
  const photos = () => figure.locator(".v-neighbours .v-cell-caption").allTextContents();
  expect(await photos()).toHaveLength(30);
  expect(await photos()).not.toContain("astronaut");
  await set(page, "pieces", "Nearest among", "all");
  await caption(page, "pieces")
    .filter({hasText: /of “Eileen Collins”/})
    .waitFor({timeout: 15_000});
  // A photo of one's own is looked at live, by the network itself; by pixels the cup's pieces are the cup's kin.
  await set(page, "pieces", "Network", "mobilenet-vggface2");
  await set(page, "pieces", "Ask about", "photo");
  await caption(page, "pieces")
    .filter({
      hasText: /^Nearest to this piece of “A cup of espresso”.*by pixels, \d of “A cup of espresso”.*by block 13/
    })
    .waitFor({timeout: 60_000});
  expect(problems).toEqual([]);
  await close();
});
