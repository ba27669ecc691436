import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("webgpu");
});
afterAll(() => chromium?.close());

/** Ends the process that draws and computes for all pages, as a crash of its driver would. */
async function loseGraphicsCard(): Promise<void> {
  const session = await chromium.browser.newBrowserCDPSession();
  const {processInfo} = await session.send("SystemInfo.getProcessInfo");
  const {id} = processInfo.find(({type}) => type === "GPU")!;
  process.kill(id, "SIGKILL");
  await session.detach();
}

test("a lost graphics card costs a restart, said in words, and nothing that was made", async () => {
  const {page, close} = await chromium.open("mechanisms/circuits.html?backend=webgpu");
  const first = await figureDone(page, "circuit");
  expect(first.backend).toBe("webgpu");
  const picture = await page.locator('[data-figure="circuit"] .v-exhibit').innerText();

  await loseGraphicsCard();
  await page.waitForFunction(() => /was started again/.test(document.querySelector(".v-status")?.textContent ?? ""));
  expect(await page.locator('[data-figure="circuit"] .v-exhibit').innerText()).toBe(picture);

  const edge = page.getByRole("slider", {name: "The edge times"});
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await figureDone(page, "circuit", first.run + 1);
  await close();
});
