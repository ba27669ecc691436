/** Every page of the built site, as a reader meets it: on software WebGPU, on wasm, and with both denied. */
import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {posix} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {serve, type Site} from "../../scripts/serve.js";
import {
  builtPages,
  figureStates,
  launch,
  screenshot,
  scrollThrough,
  type Chromium,
  type FigureState,
  type Mode,
  type Visit
} from "../helpers/browser.js";

const pages = await builtPages();
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Pages whose first figure must be live whatever the device. */
const LIVE = ["index.html", "decisions/saliency.html"].filter((path) => pages.includes(path));

/**
 * Scrolls through and waits until no figure is at work, or the time is over. Software WebGPU and plain JavaScript
 * may still be busy then with a large network: what they have shown until then must be free of errors.
 */
async function settle(page: Page, seconds: number): Promise<FigureState[]> {
  const end = Date.now() + seconds * 1000;
  await page.waitForLoadState("networkidle", {timeout: seconds * 1000}).catch(() => {});
  await scrollThrough(page);
  for (;;) {
    const states = await figureStates(page);
    const working = states.filter(({state}) => ["loading", "running", ""].includes(state));
    if (!working.length || Date.now() > end) return states;
    await page.waitForTimeout(200);
  }
}

const errorCells = (page: Page): Promise<string[]> =>
  page.locator(".observablehq--error").evaluateAll((cells) => cells.map((cell) => cell.textContent ?? ""));

/** Serious and critical violations, each with the rule, what it asks, and the first elements that break it. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({path: axe});
  return page.evaluate(async () => {
    const {violations} = await (globalThis as any).axe.run(document, {resultTypes: ["violations"]});
    return violations
      .filter(({impact}: any) => impact === "serious" || impact === "critical")
      .map(
        ({id, help, nodes}: any) => `${id}: ${help} (${nodes.slice(0, 3).map((node: any) => node.html.slice(0, 160))})`
      );
  });
}

/** Elements that reach past the right edge of the window, when the page scrolls sideways. */
const overflow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter(
      (e) => e.getBoundingClientRect().right > clientWidth + 1
    );
    const names = wide.slice(-8).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`);
    return [`${scrollWidth} px wide in a window of ${clientWidth} px: ${names.join(", ")}`];
  });

/** Links of the page that lead nowhere: no such file in dist, or no such place on this page. */
async function deadLinks(page: Page, path: string): Promise<string[]> {
  const links = await page
    .locator("a[href]")
    .evaluateAll((anchors) =>
      anchors
        .map((a) => a.getAttribute("href")!)
        .filter((href) => !/^(https?:|mailto:|data:|blob:|javascript:)/.test(href))
    );
  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({id}) => id));
  return [...new Set(links)].filter((href) => {
    const url = new URL(href, `http://site/${path}`);
    const target = decodeURIComponent(url.pathname).slice(1);
    if (url.hash.length > 1 && target === path && !ids.includes(decodeURIComponent(url.hash.slice(1)))) return true;
    return (
      target !== path &&
      !existsSync(posix.join("dist", target === "" || target.endsWith("/") ? `${target}index.html` : target))
    );
  });
}

/** What must hold on every page and in every mode, once its figures have settled. */
async function expectNoFault({page, problems}: Visit, figures: FigureState[]): Promise<void> {
  expect(await errorCells(page), "error cells").toEqual([]);
  expect(problems, "problems").toEqual([]);
  expect(
    figures.filter(({state}) => state === "error"),
    "failed figures"
  ).toEqual([]);
}

/** Figures that are neither done nor waiting for the reader. */
const unfinished = (figures: FigureState[]) =>
  figures.filter(({state}) => !["done", "idle", "stopped"].includes(state));

/** Figures that computed on another backend than the mode's; those that only draw what is there name none. */
const onOther = (figures: FigureState[], backend: string) =>
  figures.filter((figure) => figure.state === "done" && figure.backend && figure.backend !== backend);

const picture = (mode: string, path: string) => `${mode}-${path.replaceAll("/", "-").replace(/\.html$/, "")}`;

describe("on wasm", () => {
  let chromium: Chromium;
  beforeAll(async () => {
    chromium = await launch("wasm");
  });
  afterAll(() => chromium?.close());

  describe.each(pages)("%s", (path) => {
    let visit: Visit;
    let figures: FigureState[];
    beforeAll(async () => {
      visit = await chromium.open(path);
      figures = await settle(visit.page, 90);
      await screenshot(visit.page, picture("light", path));
    }, 120_000);
    afterAll(() => visit?.close());

    test("loads without a fault", () => expectNoFault(visit, figures));

    test("every figure comes to its end, on wasm", () => {
      expect(unfinished(figures)).toEqual([]);
      expect(onOther(figures, "wasm")).toEqual([]);
      if (LIVE.includes(path)) expect(figures[0]?.state).toBe("done");
    });

    test("every link leads somewhere", async () => expect(await deadLinks(visit.page, path)).toEqual([]));

    test("no serious accessibility violation in light", async () => expect(await violations(visit.page)).toEqual([]));

    test("no serious accessibility violation in dark", async () => {
      await visit.page.emulateMedia({colorScheme: "dark"});
      await screenshot(visit.page, picture("dark", path));
      expect(await violations(visit.page)).toEqual([]);
    });

    test("fits a phone 390 px wide", async () => {
      await visit.page.setViewportSize({width: 390, height: 844});
      await visit.page.waitForTimeout(300);
      await screenshot(visit.page, picture("phone", path));
      expect(await overflow(visit.page)).toEqual([]);
      expect(await violations(visit.page)).toEqual([]);
    });

    test("nothing went wrong meanwhile", () => expectNoFault(visit, figures));
  });

  test.each(LIVE)("%s opens on a phone", async (path) => {
    const visit = await chromium.open(path, {width: 390, height: 844});
    const figures = await settle(visit.page, 90);
    await expectNoFault(visit, figures);
    expect(unfinished(figures)).toEqual([]);
    expect(await overflow(visit.page)).toEqual([]);
    await visit.close();
  });
});

/** The slow ways: what they end up computing on, and the address they need. */
const SLOW: {mode: Mode; backend: string; query: string}[] = [
  {mode: "webgpu", backend: "webgpu", query: "?backend=webgpu"},
  {mode: "denied", backend: "cpu", query: ""}
];

describe.each(SLOW)("on $mode", ({mode, backend, query}) => {
  let chromium: Chromium;
  beforeAll(async () => {
    chromium = await launch(mode);
  });
  afterAll(() => chromium?.close());

  // Its first map is enough: an emulated graphics card says nothing about speed. Before the other pages, whose
  // unfinished work the emulation goes on with after they are closed.
  test("the home page opens with a live figure", async () => {
    const visit = await chromium.open(`index.html${query}`);
    await visit.page.waitForFunction(
      () => Number(document.querySelector<HTMLElement>("[data-figure]")?.dataset.step) >= 1,
      null,
      {timeout: 170_000}
    );
    const [figure] = await figureStates(visit.page);
    expect(["running", "done"]).toContain(figure.state);
    expect(figure.backend).toBe(backend);
    await visit.close();
  });

  // Some pages at once: they mostly wait for a slow device.
  test.concurrent.each(pages)("%s loads without a fault", async (path) => {
    const visit = await chromium.open(path + query);
    const figures = await settle(visit.page, 9);
    await expectNoFault(visit, figures);
    expect(onOther(figures, backend)).toEqual([]);
    await visit.close();
  });
});

describe("under a sub-path", () => {
  let chromium: Chromium;
  let site: Site;
  beforeAll(async () => {
    chromium = await launch("wasm");
    site = await serve("dist", {base: "/museum/vitrine/"});
  });
  afterAll(async () => {
    await chromium?.close();
    await site?.close();
  });

  test.concurrent.each(pages)("%s loads without a fault", async (path) => {
    const visit = await chromium.open(path, {site});
    const figures = await settle(visit.page, LIVE.includes(path) ? 90 : 5);
    await expectNoFault(visit, figures);
    if (LIVE.includes(path)) expect(unfinished(figures)).toEqual([]);
    await visit.close();
  });
});
