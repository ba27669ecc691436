/** How much JavaScript a reader fetches before the first figure lives. */
import {readFile} from "node:fs/promises";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, expect, test} from "vitest";
import {firstFigureDone, launch, type Chromium} from "../helpers/browser.js";

const BUDGET = 350_000;

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

/** Gzip bytes of one script as it lies in dist (a worker's too: its requests are the page's). */
async function gzipBytes(url: string): Promise<number> {
  const path = decodeURIComponent(new URL(url).pathname);
  return gzipSync(await readFile(`dist${path}`)).length;
}

test.each(["index.html", "decisions/saliency.html"])(
  "%s needs at most 350 kB of gzipped JavaScript up to its first live figure",
  async (path) => {
    const {page, requests, close} = await chromium.open(path);
    await firstFigureDone(page);
    const scripts = [...new Set(requests.map((url) => url.replace(/[?#].*/, "")))].filter((url) => url.endsWith(".js"));
    expect(scripts.some((url) => url.includes("worker"))).toBe(true);
    const sizes = await Promise.all(scripts.map(async (url) => ({bytes: await gzipBytes(url), url})));
    const total = sizes.reduce((sum, {bytes}) => sum + bytes, 0);
    const largest = sizes
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, 12)
      .map(({bytes, url}) => `${bytes} ${new URL(url).pathname}`);
    await close();
    console.log(`${path}: ${(total / 1000).toFixed(1)} kB of JavaScript in ${scripts.length} files`);
    expect(total, `the largest:\n${largest.join("\n")}`).toBeLessThanOrEqual(BUDGET);
  }
);
