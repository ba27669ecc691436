/** The pages of “Make your own”: one figure in another page, and what the pages show of the project itself. */
import type {FrameLocator, Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionSays, figureDone, figureStates, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const figure = (page: Page | FrameLocator, id: string) => page.locator(`[data-figure="${id}"]`);
const caption = (page: Page, id: string) => figure(page, id).locator(".v-caption").innerText();
const isDone = (frame: FrameLocator, id: string) =>
  frame.locator(`[data-figure="${id}"][data-state="done"]`).waitFor({timeout: 60_000});

/** Moves a range of a figure, found by its label. */
const slide = (page: Page, id: string, label: string, value: number) =>
  page.evaluate(
    ({id, label, value}) => {
      const ranges = [...document.querySelectorAll(`[data-figure="${id}"] .v-range`)];
      const slider = ranges
        .find((range) => range.querySelector(".v-label")?.textContent === label)!
        .querySelector<HTMLInputElement>("input[type=range]")!;
      slider.valueAsNumber = value;
      slider.dispatchEvent(new Event("input", {bubbles: true}));
    },
    {id, label, value}
  );

test("?embed shows one figure alone, sets it by the address, and leaves the page's other figures asleep", async () => {
  const {page, problems, close} = await chromium.open(
    "decisions/saliency.html?embed=two-classes&two-classes.rank=3&controls=none"
  );
  await figureDone(page, "two-classes");
  expect(await page.locator("h1").isVisible()).toBe(false);
  expect(await page.locator("#observablehq-sidebar").isVisible()).toBe(false);
  expect(await figure(page, "saliency").isVisible()).toBe(false);
  expect(await figure(page, "two-classes").locator(".v-controls").isVisible()).toBe(false);
  expect((await figureStates(page)).find(({id}) => id === "saliency")).toMatchObject({state: "idle", run: 0});
  const credit = figure(page, "two-classes").locator(".v-credit a");
  await credit.focus();
  const link = new URL((await credit.getAttribute("href"))!);
  expect(link.searchParams.get("two-classes.rank")).toBe("3");
  expect(link.searchParams.has("embed")).toBe(false);
  expect(link.searchParams.has("controls")).toBe(false);
  expect(problems).toEqual([]);
  await close();
});

test("a figure alone that rests on another's answer gets it", async () => {
  const {page, problems, close} = await chromium.open("decisions/shap.html?embed=relatives");
  await captionSays(page, "relatives", /\d/);
  expect(await figure(page, "relatives").locator(".v-exhibit > *").count()).toBe(1);
  expect(await figure(page, "shap").isVisible()).toBe(false);
  expect(problems).toEqual([]);
  await close();
});

test("in an embed a control changes the address without lengthening the history", async () => {
  const {page, close} = await chromium.open("guide/what-is-interpretability.html?embed=multiplication");
  await figureDone(page, "multiplication");
  const before = await page.evaluate(() => history.length);
  await slide(page, "multiplication", "Layers", 5);
  await page.waitForFunction(() => location.search.includes("multiplication.layers=5"));
  expect(await page.evaluate(() => history.length)).toBe(before);
  expect(await page.evaluate(() => location.search)).toContain("embed=multiplication");
  await close();
});

test("a page without the figure asked for shows whole after a while", async () => {
  const {page, close} = await chromium.open("guide/glossary.html?embed=nothing");
  expect(await page.locator("h1").isVisible()).toBe(false);
  await page.locator("h1").waitFor({state: "visible", timeout: 20_000});
  await close();
});

test("a figure lives in another page: its frame takes the height it reports, and the code holds its address", async () => {
  const {page, problems, close} = await chromium.open("publish/embed.html");
  await figureDone(page, "embed");
  const frame = page.frameLocator(".v-embed");
  await isDone(frame, "multiplication");
  await page.waitForFunction(() => /pixels high, and done/.test(document.querySelector(".v-caption")!.textContent!));
  const [, said] = /is (\d+) pixels high/.exec(await caption(page, "embed"))!;
  const inside = await frame.locator(`[data-embedded]`).boundingBox();
  expect(Math.abs(Number(said) - inside!.height)).toBeLessThanOrEqual(1);
  expect(await page.locator(".v-embed").evaluate((element) => element.clientHeight)).toBe(Number(said));
  const code = await page.locator(".v-code-block pre").first().innerText();
  expect(code).toContain("what-is-interpretability.html?embed=multiplication");

  await figure(page, "embed").getByRole("switch").uncheck();
  await page.waitForFunction(() =>
    document.querySelector<HTMLIFrameElement>(".v-embed")!.src.includes("controls=none")
  );
  await isDone(frame, "multiplication");
  expect(await frame.locator("[data-embedded] .v-controls").isVisible()).toBe(false);
  expect(await caption(page, "traffic")).toContain("one host");
  expect(problems).toEqual([]);
  await close();
});

test("the figure menu gives code to embed and a citation of the state", async () => {
  const {page, close} = await chromium.open("guide/what-is-interpretability.html?multiplication.layers=5", {
    prepare: (context) => context.grantPermissions(["clipboard-read", "clipboard-write"])
  });
  await figureDone(page, "multiplication");
  const menu = figure(page, "multiplication").locator(".v-menu-button");
  const dialog = page.locator(".v-dialog");
  await menu.click();
  await page.getByRole("menuitem", {name: "Embed this figure"}).click();
  const code = await dialog.locator("pre").innerText();
  expect(code).toMatch(/<iframe src="http.*embed=multiplication/);
  expect(code).toContain("multiplication.layers=5");
  await dialog.getByRole("button", {name: "Copy the code"}).click();
  await dialog.getByText("Copied.").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await page.keyboard.press("Escape");
  await menu.click();
  await page.getByRole("menuitem", {name: "Cite this figure"}).click();
  await dialog.locator("pre").nth(1).waitFor();
  const [text, bibtex] = await dialog.locator("pre").allInnerTexts();
  expect(text).toContain("What is this network doing, and why?");
  expect(bibtex).toMatch(/^@misc\{vitrine-multiplication,/);
  expect(bibtex).toContain("multiplication.layers=5");
  await close();
});

test("the first page lives beside its own source", async () => {
  const {page, problems, close} = await chromium.open("publish/start.html");
  const frame = page.frameLocator(".v-embed");
  await isDone(frame, "pixels");
  expect(await page.locator(".v-beside pre").innerText()).toContain("# Which pixels count?");
  const drawn = () =>
    frame
      .locator('[data-figure="pixels"] canvas')
      .evaluateAll((canvases) => (canvases as HTMLCanvasElement[]).map((canvas) => canvas.toDataURL()));
  const before = await drawn();
  await frame.getByRole("button", {name: /Chelsea/}).click();
  await frame.locator(`[data-figure="pixels"][data-run="2"][data-state="done"]`).waitFor({timeout: 30_000});
  const after = await drawn();
  expect(after).not.toEqual(before);
  expect(problems).toEqual([]);
  await close();
});

test("how a thing is drawn draws it again; what it is is computed again; controls print their values", async () => {
  const {page, problems, close} = await chromium.open("publish/figures.html");
  const {run} = await figureDone(page, "steps");
  const counts = () =>
    page.evaluate(() => [...document.querySelectorAll(".v-cell-runs b")].map(({textContent}) => Number(textContent)));
  const [maps, pictures] = await counts();
  await slide(page, "steps", "Opacity", 0.3);
  await page.waitForFunction((n) => Number(document.querySelectorAll(".v-cell-runs b")[1].textContent) > n, pictures);
  expect((await counts())[0]).toBe(maps);
  await figure(page, "steps").getByRole("radio", {name: "smoothGrad"}).check();
  await figureDone(page, "steps", run + 1);
  expect((await counts())[0]).toBe(maps + 1);

  const control = page.locator('[data-name="range"]');
  expect(await control.locator("output").innerText()).toBe("0.8");
  await control.locator("input[type=range]").fill("0.25");
  expect(await control.locator("output").innerText()).toBe("0.25");
  expect(await control.locator("pre").innerText()).toMatch(/^range\(\[0, 1\]/);
  const photo = page.locator('[data-name="imagePicker"] output');
  await photo.getByText("Chelsea").waitFor();
  expect(problems).toEqual([]);
  await close();
});

test("a gradient is held against trying: right for one network, without an answer for the other", async () => {
  const {page, problems, close} = await chromium.open("publish/methods.html");
  const {run} = await figureDone(page, "slopes");
  const share = async () => /differ by (<? ?[\d.]+) %/.exec(await caption(page, "slopes"))![1].replace("< ", "");
  expect(Number(await share())).toBeLessThan(1);
  await figure(page, "slopes")
    .locator("select")
    .first()
    .selectOption({index: 1})
    .catch(async () => {
      await figure(page, "slopes")
        .getByRole("radio", {name: /convolutional/})
        .check();
    });
  await figureDone(page, "slopes", run + 1);
  expect(Number(await share())).toBeGreaterThan(5);
  await figureDone(page, "errors");
  expect(await caption(page, "errors")).toMatch(/fully connected: of 7 ways.*convolutional: of 7 ways/);
  expect(problems).toEqual([]);
  await close();
});

test("works are found by author and by technique, and copied as BibTeX", async () => {
  const {page, problems, close} = await chromium.open("publish/cite.html?works.technique=LIME", {
    prepare: (context) => context.grantPermissions(["clipboard-read", "clipboard-write"])
  });
  await figureDone(page, "works");
  const list = figure(page, "works").locator(".v-works > li");
  expect((await list.allInnerTexts()).join()).toContain("Ribeiro, Singh and Guestrin (2016)");
  await page.getByLabel("Search authors and titles").fill("slic");
  await page.waitForFunction(() => document.querySelectorAll('[data-figure="works"] .v-works > li').length === 1);
  await list.getByRole("button", {name: "BibTeX"}).click();
  await list.getByText("Copied.").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^@misc\{achanta2012slic,/);
  expect(problems).toEqual([]);
  await close();
});

test("the reference finds a name, opens a file by its address, and merges shards to the whole", async () => {
  const {page, problems, close} = await chromium.open("publish/api.html#methods/attribution/lime");
  await figureDone(page, "api");
  const lime = page.locator('[id="methods/attribution/lime"]');
  expect(await lime.locator(".v-api-name").first().innerText()).toContain("Ribeiro");
  expect(await lime.locator(".v-api-name").first().isVisible()).toBe(true);
  await page.getByLabel("Search the library").fill("kernelshap");
  await page.waitForFunction(() => document.querySelector(".v-api-name h4 code")?.textContent === "kernelShap");
  await page.getByLabel("Search the library").fill("nosuchword");
  await page.getByText("Nothing in the library").waitFor();
  await figureDone(page, "shards");
  // Less than a ten-thousand-millionth: the sums are the same but for rounding.
  expect(await caption(page, "shards")).toMatch(/one pass over all by (nothing|at most [\d.]+ × 10⁻¹[⁰¹²³⁴⁵⁶⁷⁸⁹])\.$/);
  expect(problems).toEqual([]);
  await close();
});

test("the gallery lists the figures, narrows down, and brings one at a time to life", async () => {
  const {page, problems, close} = await chromium.open("publish/gallery.html");
  await figureDone(page, "gallery");
  const cards = page.locator(".v-gallery-card");
  const all = await cards.count();
  expect(await caption(page, "gallery")).toBe(`${all} of ${all} figures.`);
  await page.getByLabel("Search", {exact: true}).fill("multiplication");
  await page.waitForFunction(() => document.querySelectorAll(".v-gallery-card").length === 1);
  await cards.first().getByRole("button", {name: "Bring it to life"}).click();
  await isDone(page.frameLocator(".v-gallery .v-embed"), "multiplication");
  await cards.first().getByRole("button", {name: "Back to the still"}).click();
  expect(await page.locator(".v-gallery iframe").count()).toBe(0);
  expect(problems).toEqual([]);
  await close();
});
