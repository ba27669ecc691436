/** The built site in a real Chromium, for the tests under tests/browser. */
import {mkdir, readdir, readFile} from "node:fs/promises";
import {chromium, type Browser, type BrowserContext, type Page} from "playwright-core";
import {findChromium} from "../../scripts/chromium.js";
import {serve, type Site} from "../../scripts/serve.js";

/**
 * What the browser lets a page compute with. webgpu: a software adapter, correct and slow. wasm: neither WebGPU nor
 * WebGL. denied: no WebAssembly either, as in a browser's lockdown mode, so that only cpu is left.
 */
export type Mode = "webgpu" | "wasm" | "denied";

const QUIET = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
];
const NO_GRAPHICS = ["--disable-gpu", "--disable-software-rasterizer", "--disable-3d-apis"];
const FLAGS: Record<Mode, string[]> = {
  webgpu: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"],
  wasm: NO_GRAPHICS,
  denied: NO_GRAPHICS
};

/** Takes WebAssembly from the page and from its module workers. V8's own switch for it also turns off compilation. */
const withoutWasm = () => {
  const remove = "delete globalThis.WebAssembly;";
  delete (globalThis as any).WebAssembly;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      // Modules are evaluated in the order of their imports, and messages wait until all of them ran.
      const imports = [`data:text/javascript,${encodeURIComponent(remove)}`, new URL(url, document.baseURI).href];
      const source = imports.map((address) => `import ${JSON.stringify(address)};`).join("\n");
      super(URL.createObjectURL(new Blob([source], {type: "text/javascript"})), {...options, type: "module"});
    }
  };
};

/** The folder for screenshots and traces; git ignores it. */
export const OUTPUT = "tests/.output";

/** A page that was opened, and everything that went wrong on it since. */
export interface Visit {
  page: Page;
  /** Console errors, uncaught errors, failed and off-site requests, in words. Empty when all is well. */
  problems: string[];
  /** Every address asked for, workers' requests too. */
  requests: string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
  reducedMotion?: "reduce" | "no-preference";
  /** Runs in the page before its own scripts. */
  before?: () => void;
  /** The served site, when it is not dist at "/". */
  site?: Site;
  /** Called with the context before the page opens: routes, permissions. */
  prepare?: (context: BrowserContext) => Promise<unknown>;
}

export interface Chromium {
  mode: Mode;
  site: Site;
  browser: Browser;
  /** Opens a page of the built site, "decisions/saliency.html?backend=wasm" say, and waits for its load event. */
  open(path: string, options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** Starts Chromium in a mode, with dist served beside it. Close it before the next: tests run one at a time. */
export async function launch(mode: Mode): Promise<Chromium> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium: run npx tsx scripts/chromium.ts first");
  const site = await serve("dist");
  const browser = await chromium.launch({executablePath, args: [...QUIET, ...FLAGS[mode]]});
  const open = (path: string, options: VisitOptions = {}) => visit(browser, mode, options.site ?? site, path, options);
  const close = async () => {
    await browser.close();
    await site.close();
  };
  return {mode, site, browser, open, close};
}

async function visit(browser: Browser, mode: Mode, site: Site, path: string, options: VisitOptions): Promise<Visit> {
  const {width = 1280, height = 900, colorScheme = "light", reducedMotion = "no-preference"} = options;
  const context = await browser.newContext({viewport: {width, height}, colorScheme, reducedMotion});
  if (mode === "denied") await context.addInitScript(withoutWasm);
  if (options.before) await context.addInitScript(options.before);
  await options.prepare?.(context);
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  let closing = false;
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("crash", () => problems.push("the page crashed"));
  context.on("request", (request) => {
    const url = request.url();
    requests.push(url);
    if (!/^(data|blob):/.test(url) && !url.startsWith(site.url)) problems.push(`off-site request: ${url}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) problems.push(`failed request: ${response.status()} ${response.url()}`);
  });
  context.on("requestfailed", (request) => {
    // A download that the page gave up itself (a newer run, a page that was left) is no failure.
    const reason = request.failure()?.errorText ?? "";
    if (!closing && reason !== "net::ERR_ABORTED") problems.push(`failed request: ${reason} ${request.url()}`);
  });
  await page.goto(site.url + path, {waitUntil: "load"});
  const close = async () => {
    closing = true;
    await context.close();
  };
  return {page, problems, requests, close};
}

/** Every page of dist, as an address relative to the site: "index.html", "decisions/saliency.html" … */
export async function builtPages(): Promise<string[]> {
  const files = await readdir("dist", {recursive: true}).catch(() => {
    throw new Error("dist is missing: run npm run build first");
  });
  const pages = files.filter((file) => file.endsWith(".html") && !file.startsWith("_")).sort();
  if (!pages.length) throw new Error("dist holds no page: run npm run build first");
  return pages;
}

/** The HTML of a built page. */
export const builtPage = (path: string): Promise<string> => readFile(`dist/${path}`, "utf8");

/** One figure's state, as its element says it. */
export interface FigureState {
  id: string;
  state: string;
  backend: string;
  run: number;
  step: number;
  /** What it says in its frame, a failure's reason among it. */
  message: string;
}

/** The states of all figures now on the page. */
export const figureStates = (page: Page): Promise<FigureState[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-figure]")].map((element) => ({
      id: element.dataset.figure!,
      state: element.dataset.state ?? "",
      backend: element.dataset.backend ?? "",
      run: Number(element.dataset.run ?? NaN),
      step: Number(element.dataset.step ?? NaN),
      message: element.querySelector(".v-message")?.textContent ?? ""
    }))
  );

/**
 * Waits until a figure says it is done (its run number being at least `run`) and gives its state. Throws with the
 * figure's own words as soon as it says it failed, and with its last state when the time is over.
 */
export async function figureDone(page: Page, id: string, run = 0, timeout = 120_000): Promise<FigureState> {
  const figure = page.locator(`[data-figure="${id}"]`).first();
  const settled = page.waitForFunction(
    ({id, run}) => {
      const element = document.querySelector<HTMLElement>(`[data-figure="${id}"]`);
      if (!element || Number(element.dataset.run ?? 0) < run) return null;
      return ["done", "error"].includes(element.dataset.state ?? "") && element.dataset.state;
    },
    {id, run},
    {timeout, polling: 100}
  );
  settled.catch(() => {});
  await figure.scrollIntoViewIfNeeded({timeout}).catch(() => {});
  const state = await settled.catch(async () => {
    const found = (await figureStates(page)).map(({id, state, run}) => `${id}: ${state || "no state"}, run ${run}`);
    throw new Error(`figure ${id} not done after ${timeout} ms (on the page: ${found.join("; ") || "no figure"})`);
  });
  if ((await state.jsonValue()) === "error") throw new Error(`figure ${id} failed: ${await figure.innerText()}`);
  return (await figureStates(page)).find((figure) => figure.id === id)!;
}

/** Waits for the first figure of the page, whatever its name: see `figureDone`. */
export async function firstFigureDone(page: Page, timeout = 120_000): Promise<FigureState> {
  await page.waitForSelector("[data-figure]", {state: "attached", timeout: 20_000}).catch(() => {
    throw new Error(`there is no figure on ${page.url()}`);
  });
  const [{id}] = await figureStates(page);
  return figureDone(page, id, 0, timeout);
}

/** What stands under a figure's picture now. */
export const captionOf = async (page: Page, id: string): Promise<string> =>
  (await page.locator(`[data-figure="${id}"] .v-caption`).textContent()) ?? "";

/** Waits until a figure's caption says something of this kind. */
export const captionSays = (page: Page, id: string, pattern: RegExp) =>
  page.waitForFunction(
    ({id, source}) =>
      new RegExp(source).test(document.querySelector(`[data-figure="${id}"] .v-caption`)?.textContent ?? ""),
    {id, source: pattern.source},
    {timeout: 60_000}
  );

/** Scrolls through the page once, so that figures waiting to be seen start. Ends at the top. */
export async function scrollThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    scrollTo(0, 0);
  });
}

/** What the status strip says: tensors alive now. NaN while it has not said. */
export const tensorsAlive = (page: Page): Promise<number> =>
  page.evaluate(() => Number(document.querySelector<HTMLElement>(".v-status")?.dataset.tensors ?? NaN));

/** Waits until the count of tensors has stayed the same for a moment, and gives it. */
export async function tensorsAtRest(page: Page, still = 1000, timeout = 30_000): Promise<number> {
  const end = Date.now() + timeout;
  let last = await tensorsAlive(page);
  for (let since = Date.now(); Date.now() < end;) {
    await page.waitForTimeout(100);
    const now = await tensorsAlive(page);
    if (now !== last) [last, since] = [now, Date.now()];
    else if (!Number.isNaN(now) && Date.now() - since >= still) return now;
  }
  throw new Error(`the status strip's count of tensors did not come to rest in ${timeout} ms (last: ${last})`);
}

/** Writes a picture of the page (or of one element) to tests/.output/<name>.png and gives its path. */
export async function screenshot(page: Page, name: string, selector?: string): Promise<string> {
  await mkdir(OUTPUT, {recursive: true});
  const path = `${OUTPUT}/${name}.png`;
  await (selector ? page.locator(selector).first().screenshot({path}) : page.screenshot({path, fullPage: true}));
  return path;
}
