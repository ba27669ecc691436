/** A figure's state lives in the address: reload, back, Try this, shared and forged links, and the figure's menu. */
import type {Page} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

const FIGURE = "saliency";
const LIGHT = `${FIGURE}.network=emotion-xception&${FIGURE}.photo=astronaut`;
const PAGE = `decisions/saliency.html?${LIGHT}`;

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const chosen = (page: Page, label: string) =>
  page.evaluate(
    ({figure, label}) => {
      const inputs = [...document.querySelectorAll<any>(`[data-figure="${figure}"] .v-input`)];
      return inputs.find((input) => input.label === label)?.write() as string;
    },
    {figure: FIGURE, label}
  );

const search = (page: Page) => page.evaluate(() => new URLSearchParams(location.search).toString());

test("a choice goes into the address; reload keeps it and back undoes it", async () => {
  const {page, close} = await chromium.open(PAGE);
  const {run} = await figureDone(page, FIGURE);
  await page.locator(`[data-figure="${FIGURE}"]`).getByRole("radio", {name: "For or against"}).check();
  await page.waitForFunction(() => location.search.includes("saliency.shows=sign"));
  await page.locator(`[data-figure="${FIGURE}"] select`).first().selectOption({label: "Guided backprop"});
  await figureDone(page, FIGURE, run + 1);
  expect(await search(page)).toContain("saliency.method=guidedBackprop");

  await page.reload();
  await figureDone(page, FIGURE);
  expect(await chosen(page, "Method")).toBe("guidedBackprop");
  expect(await chosen(page, "Show")).toBe("sign");

  await page.goBack();
  await page.waitForFunction(() => !location.search.includes("saliency.method"));
  expect(await chosen(page, "Method")).toBe("gradient");
  expect(await chosen(page, "Show")).toBe("sign");
  await close();
});

test("what follows from a choice is the same step: back brings a network and its answer together", async () => {
  const {page, problems, close} = await chromium.open(PAGE);
  await figureDone(page, FIGURE);
  await page.locator(`[data-figure="${FIGURE}"] button.v-bar`).nth(2).click();
  await page.waitForFunction(() => location.search.includes("saliency.target"));
  const before = await search(page);
  const steps = await page.evaluate(() => history.length);
  const {run} = await figureDone(page, FIGURE);
  const networks = page.locator(`[data-figure="${FIGURE}"] select`, {hasText: "Digits, convolutional"});
  const titles = await networks.locator("option").allTextContents();
  await networks.selectOption({index: titles.findIndex((title) => title.startsWith("Digits, convolutional"))});
  await figureDone(page, FIGURE, run + 1);
  expect(await search(page)).not.toContain("saliency.target");
  expect(await page.evaluate(() => history.length)).toBe(steps + 1);
  await page.goBack();
  await expect.poll(() => search(page)).toBe(before);
  expect(await chosen(page, "Network")).toBe("emotion-xception");
  expect(await chosen(page, "Explain")).toBe(new URLSearchParams(before).get("saliency.target"));
  await page.goForward();
  await expect.poll(() => chosen(page, "Network")).toBe("mnist-cnn");
  expect(await page.evaluate(() => history.length)).toBe(steps + 1);
  expect(problems).toEqual([]);
  await close();
});

test("a Try-this link sets the figure without loading the page again, and keeps the backend asked for", async () => {
  const {page, close} = await chromium.open(`${PAGE}&backend=wasm`);
  const {run} = await figureDone(page, FIGURE);
  await page.evaluate(() => ((globalThis as any).stayed = true));
  await page.getByRole("link", {name: "Read a smile."}).click();
  await figureDone(page, FIGURE, run + 1);
  expect(await page.evaluate(() => (globalThis as any).stayed)).toBe(true);
  expect(await chosen(page, "Method")).toBe("guidedBackprop");
  expect(await search(page)).toContain("backend=wasm");
  await close();
});

test("a forged link is brought into range, and the figure says so", async () => {
  const {page, problems, close} = await chromium.open(
    `${PAGE}&${FIGURE}.exponent=99&${FIGURE}.method=magic&${FIGURE}.seed=<script>`
  );
  await figureDone(page, FIGURE);
  expect(await chosen(page, "Exponent")).toBe("2");
  expect(await chosen(page, "Method")).toBe("gradient");
  const said = await page.locator(`[data-figure="${FIGURE}"] .v-message`).innerText();
  expect(said).toMatch(/Exponent.*99/);
  expect(said).toMatch(/Method.*magic/);
  expect(problems).toEqual([]);
  await close();
});

test("the menu opens by keyboard, shows the numbers and the code, and copies a link to the whole state", async () => {
  const {page, close} = await chromium.open(PAGE, {
    prepare: (context) => context.grantPermissions(["clipboard-read", "clipboard-write"])
  });
  await figureDone(page, FIGURE);
  const menu = page.locator(`[data-figure="${FIGURE}"] .v-menu-button`);
  await menu.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => navigator.clipboard.readText().then((text) => text.startsWith("http")));
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(link.searchParams.get(`${FIGURE}.method`)).toBe("gradient");
  expect(link.searchParams.get(`${FIGURE}.exponent`)).toBe("0.7");

  await menu.click();
  await page.getByRole("menuitem", {name: "Show the numbers"}).click();
  const dialog = page.locator(".v-dialog");
  expect(await dialog.locator("tbody tr").count()).toBe(7);
  expect(await dialog.locator("tbody tr").first().innerText()).toContain("happy");
  await page.keyboard.press("Escape");

  await menu.click();
  await page.getByRole("menuitem", {name: "Show the code"}).click();
  expect(await dialog.innerText()).toContain("lab.saliency");
  await page.keyboard.press("Escape");

  await menu.click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", {name: "Save as PNG"}).click()
  ]);
  expect(file.suggestedFilename()).toBe("saliency.png");
  await close();
});
