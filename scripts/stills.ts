/**
 * Photographs the figures of the built site for the gallery: each alone, in a browser without a graphics card, when its
 * first run is done or has gone on for a minute and a half. Writes small WebP files into src/stills and their list into
 * src/publish/stills.ts.
 * `npx tsx scripts/stills.ts [word …]` takes only the figures whose page or id has one of the words; a figure that
 * shows nothing by then keeps the still it had.
 */
import {mkdir, readFile, readdir, rm, writeFile} from "node:fs/promises";
import {chromium, type Page} from "playwright-core";
import sharp from "sharp";
import {figureList, type FigureEntry} from "../src/data/publish/figureList.js";
import {findChromium} from "./chromium.js";
import {serve} from "./serve.js";

const FOLDER = "src/stills";
const LIST = "src/publish/stills.ts";
const WIDTH = 360;
const PATIENCE = 90_000;

interface Taken {
  key: string;
  file: string;
  caption: string;
  network: string;
}

/** The entries of the list that is there, so that a partial run keeps the others. */
async function before(): Promise<Taken[]> {
  const text = await readFile(LIST, "utf8").catch(() => "");
  const entry =
    /^ {2}"([^"]+)": still\(FileAttachment\("\.\.\/stills\/([^"]+)"\), ("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\)/gm;
  return [...text.matchAll(entry)].map(([, key, file, caption, network]) => {
    return {key, file, caption: JSON.parse(caption), network: JSON.parse(network)};
  });
}

/** Waits until the figure is done; begins what waits for its reader, and takes a long run as it stands in the end. */
async function settled(page: Page): Promise<void> {
  const done = page.locator('[data-embedded][data-state="done"]:has(.v-exhibit > *)');
  const play = page.locator('[data-embedded][data-state="idle"]').getByRole("button", {name: "Play"});
  const begun = play.waitFor({timeout: PATIENCE / 3}).then(() => play.click());
  begun.catch(() => {});
  await done.waitFor({timeout: PATIENCE}).catch(async (error) => {
    const step = Number(await page.locator("[data-embedded]").getAttribute("data-step"));
    if (!(step > 0)) throw error;
  });
}

/** Opens one figure alone, waits until it is done, and takes its stage. */
async function photograph(page: Page, url: string, {id, page: path}: FigureEntry): Promise<Taken> {
  await page.goto(`${url}${path.slice(1)}.html?embed=${id}`, {waitUntil: "load"});
  const figure = page.locator("[data-embedded]");
  await figure.waitFor({timeout: PATIENCE});
  await settled(page);
  // Views that fit themselves draw once more when they know their width.
  await page.waitForTimeout(600);
  const picture = await figure.locator(".v-exhibit").screenshot();
  const key = `${path.slice(1)}:${id}`;
  const file = `${key.replace(/[/:]/g, "-")}.webp`;
  const {width = 1, height = 1} = await sharp(picture).metadata();
  // A tall stage is shown by its upper part.
  const cut = sharp(picture).extract({left: 0, top: 0, width, height: Math.min(height, Math.round(width * 0.75))});
  await cut.resize({width: WIDTH}).webp({quality: 62, effort: 6}).toFile(`${FOLDER}/${file}`);
  const caption = (await figure.locator(".v-caption").innerText()).replace(/\s+/g, " ").trim();
  return {key, file, caption, network: (await figure.getAttribute("data-network")) ?? ""};
}

const list = (taken: readonly Taken[]): string => `import {FileAttachment} from "npm:@observablehq/stdlib";
import type {Still} from "./galleryCards.js";

const still = ({href}: {href: string}, caption: string, network: string): Still => ({href, caption, network});

/** The stills of the gallery, by page and figure. Written by scripts/stills.ts. */
// prettier-ignore
export const stills: Record<string, Still> = {
${taken.map((t) => `  "${t.key}": still(FileAttachment("../stills/${t.file}"), ${JSON.stringify(t.caption)}, ${JSON.stringify(t.network)})`).join(",\n")}
};
`;

const words = process.argv.slice(2);
const figures = await figureList();
const wanted = figures.filter(({page, id}) => !words.length || words.some((word) => `${page}:${id}`.includes(word)));
const taken = new Map((await before()).map((still) => [still.key, still]));
await mkdir(FOLDER, {recursive: true});
const site = await serve("dist");
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]
});
for (const figure of wanted) {
  const page = await browser.newPage({viewport: {width: 760, height: 900}, deviceScaleFactor: 1, colorScheme: "light"});
  const key = `${figure.page.slice(1)}:${figure.id}`;
  try {
    taken.set(key, await photograph(page, site.url, figure));
    console.log(`taken    ${key}`);
  } catch (error) {
    console.log(`not done ${key}: ${(error as Error).message.split("\n")[0]}`);
  }
  await page.close();
}
await browser.close();
await site.close();

const order = figures.map(({page, id}) => `${page.slice(1)}:${id}`);
const kept = order.flatMap((key) => taken.get(key) ?? []);
const files = new Set(kept.map(({file}) => file));
for (const file of await readdir(FOLDER)) if (!files.has(file)) await rm(`${FOLDER}/${file}`);
await writeFile(LIST, list(kept));
console.log(`${kept.length} of ${figures.length} figures have a still`);
