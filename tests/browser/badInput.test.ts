/** What a reader may get wrong, or a network lose: each has its own message, and the page stays alive. */
import sharp from "sharp";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {figureDone, launch, type Chromium, type Visit} from "../helpers/browser.js";

const PAGE = "decisions/saliency.html?saliency.network=emotion-xception&saliency.photo=astronaut";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

const flat = (width: number, height: number) => sharp({create: {width, height, channels: 3, background: "#a62"}});
const frames = () =>
  sharp(Buffer.concat([Buffer.alloc(3 * 32 * 32, 20), Buffer.alloc(3 * 32 * 32, 220)]), {
    raw: {width: 32, height: 64, channels: 3, pageHeight: 32}
  });
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><circle cx="20" cy="10" r="9"/></svg>';
const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic"), Buffer.alloc(200)]);

describe("a file of the reader's own", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await chromium.open(PAGE);
    await figureDone(visit.page, "saliency");
  });
  afterAll(() => visit?.close());

  const said: string[] = [];

  /** Gives the picker a file and waits for what it says of it. */
  async function offer(page: Page, name: string, buffer: Buffer): Promise<string> {
    const picker = page.locator("[data-figure=saliency] .v-picker").first();
    await picker.locator("input[type=file]").setInputFiles({name, mimeType: "", buffer});
    const message = picker.locator(".v-picker-message");
    await message.filter({hasText: /\S/}).and(page.locator(":not([aria-busy=true])")).waitFor({timeout: 30_000});
    await page.waitForFunction(() => !document.querySelector(".v-picker[aria-busy=true]"));
    return (await message.textContent())!.trim();
  }

  test.each([
    ["notes.png", async () => Buffer.from("this is no picture"), /holds text/],
    ["empty.png", async () => Buffer.alloc(0), /is empty/],
    ["wide.png", () => flat(12_000, 400).png().toBuffer(), /12,000 × 400/],
    [
      "moving.gif",
      () =>
        frames()
          .gif({delay: [100, 100]})
          .toBuffer(),
      /first frame/
    ],
    ["drawing.svg", async () => Buffer.from(svg), /drawing/i],
    ["photo.heic", async () => heic, /HEIC/],
    ["dot.png", () => flat(1, 1).png().toBuffer(), /1 × 1 pixels: too small/]
  ])("%s", async (name, make, message) => {
    const text = await offer(visit.page, name, await make());
    expect(text).toMatch(message);
    expect(said).not.toContain(text);
    said.push(text);
    await figureDone(visit.page, "saliency");
    expect(visit.problems).toEqual([]);
  });

  test("a camera that is refused", async () => {
    const picker = visit.page.locator("[data-figure=saliency] .v-picker").first();
    await picker.getByRole("button", {name: "Camera"}).click();
    await picker.locator(".v-picker-message", {hasText: /camera/i}).waitFor({timeout: 10_000});
    expect(visit.problems).toEqual([]);
  });
});

describe("a network's weights", () => {
  const failing = async (fulfil: "missing" | "truncated") => {
    const visit = await chromium.open(PAGE, {
      prepare: (context) =>
        context.route(/_file\/.*emotion.*\.bin/, async (route) => {
          if (fulfil === "missing") return route.fulfill({status: 404, body: ""});
          const response = await route.fetch();
          const body = await response.body();
          return route.fulfill({response, body: body.subarray(0, body.length / 2)});
        })
    });
    const figure = visit.page.locator("[data-figure=saliency][data-state=error]");
    await figure.waitFor({timeout: 60_000});
    const text = (await figure.locator(".v-message").textContent())!;
    await visit.page.context().unrouteAll();
    await figure.getByRole("button", {name: "Try again"}).click();
    await figureDone(visit.page, "saliency", 2);
    await visit.close();
    return text;
  };

  test("missing: the figure says so, and trying again works", async () => {
    expect(await failing("missing")).toMatch(/weights missing/i);
  });

  test("truncated: the figure says so, and trying again works", async () => {
    expect(await failing("truncated")).toMatch(/truncated|sha|checksum|damaged|bytes/i);
  });
});

test("a worker that dies is started again, and its run with it", async () => {
  const {page, close} = await chromium.open(PAGE);
  const {run} = await figureDone(page, "saliency");
  await page.workers()[0].evaluate("self.close()");
  await page.locator(".v-status", {hasText: /started again/}).waitFor({timeout: 30_000});
  await page.evaluate(() => (document.querySelector("[data-figure=saliency]") as any).again());
  await figureDone(page, "saliency", run + 1);
  await close();
});

test("an unknown backend in the address is named, and the best one used", async () => {
  const {page, problems, close} = await chromium.open(`${PAGE}&backend=quantum`);
  expect((await figureDone(page, "saliency")).backend).toBe("wasm");
  expect(await page.locator(".v-status").textContent()).toContain("quantum");
  expect(problems).toEqual([]);
  await close();
});
