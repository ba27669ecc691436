/** The site as its authors see it while they write: `npm run dev`. Files have other addresses there than once built. */
import {spawn, type ChildProcess} from "node:child_process";
import {createServer, type AddressInfo} from "node:net";
import {chromium, type Browser} from "playwright-core";
import {afterAll, beforeAll, expect, test} from "vitest";
import {findChromium} from "../../scripts/chromium.js";

let server: ChildProcess;
let browser: Browser;
let root: string;

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const {port} = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

beforeAll(async () => {
  const port = await freePort();
  root = `http://127.0.0.1:${port}`;
  server = spawn("npm", ["run", "dev", "--", "--host", "127.0.0.1", "--port", String(port)], {detached: true});
  let said = "";
  await new Promise<void>((resolve, reject) => {
    server.on("exit", () => reject(new Error(`the preview ended: ${said}`)));
    for (const stream of [server.stdout!, server.stderr!])
      stream.on("data", (data) => {
        said += data;
        if (said.includes(root)) resolve();
      });
  });
  browser = await chromium.launch({executablePath: findChromium(), args: ["--no-sandbox"]});
}, 60_000);
afterAll(async () => {
  await browser?.close();
  if (server?.pid) process.kill(-server.pid, "SIGKILL");
});

test.each(["decisions/saliency", "publish/models"])(
  "%s is live in the preview, and nothing is missing",
  async (path) => {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({message}) => faults.push(message));
    page.on("response", (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${root}/${path}`);
    const first = page.locator("[data-figure]").first();
    await expect.poll(() => first.getAttribute("data-state"), {timeout: 60_000}).toBe("done");
    expect(await first.locator(".v-caption").textContent()).toMatch(/\w/);
    expect(faults).toEqual([]);
    await page.close();
  }
);
