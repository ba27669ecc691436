/** The patching page: activations are dragged or clicked over, and the answer comes back. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {captionSays, type Chromium, figureDone, launch} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

test("a square is dragged over, put back, and carried by a link", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/patching.html", {height: 1100});
  await figureDone(page, "patch", 1);
  await captionSays(page, "patch", /Nothing is carried over yet/);
  // Head 0.3 is the fifth row, place 7 the eighth column of fifteen.
  const squares = page.locator("[data-figure=patch] .v-board-clean .v-cells rect");
  const from = (await squares.nth(4 * 15 + 7).boundingBox())!;
  const to = (await page.locator("[data-figure=patch] .v-matrix").nth(1).locator(".v-cells").boundingBox())!;
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 20, {steps: 4});
  await page.mouse.move(to.x + 80, to.y + 40, {steps: 4});
  await page.mouse.up();
  await captionSays(page, "patch", /With head 0\.3 at place 7 from the clean run, \d{2,3}(\.\d)? %/);
  expect(new URL(page.url()).searchParams.get("patch.carried")).toBe("4.7");
  await page.locator("[data-figure=patch]").getByRole("button", {name: "Put all back"}).click();
  await captionSays(page, "patch", /Nothing is carried over yet/);
  await page.getByRole("link", {name: "Carry head 1.0 at the end."}).click();
  await captionSays(page, "patch", /With head 1\.0 at place 14 from the clean run, \d{2,3}(\.\d)? %/);
  await page.getByLabel("Corrupted", {exact: true}).fill("machi");
  const message = page.locator("[data-figure=patch] .v-message");
  await message.getByText("must be of one length").waitFor();
  expect(await page.locator("[data-figure=patch]").getAttribute("data-state")).toBe("error");
  expect(problems).toEqual([]);
  await close();
});

test("channels of two digits are carried over, and shared work shows in the logits alone", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/patching.html");
  await page.locator("[data-figure=channels]").scrollIntoViewIfNeeded();
  await figureDone(page, "channels", 1);
  await captionSays(page, "channels", /^7 against 1 in relu2: with 0 of 16 channels/);
  await page.locator("[data-figure=channels] .v-maps button").first().click();
  await captionSays(page, "channels", /with 1 of 16 channels carried over, [1-9]/);
  const layer = page.locator("[data-figure=channels]").getByLabel("Layer");
  expect(await layer.locator("option").allInnerTexts()).toEqual(["relu1", "relu2", "relu3"]);
  await layer.selectOption("relu3");
  await captionSays(page, "channels", /^7 against 1 in relu3: with 0 of \d+ channels/);
  await page.locator("[data-figure=backup]").scrollIntoViewIfNeeded();
  await figureDone(page, "backup", 1);
  await captionSays(page, "backup", /^Step 200/);
  expect(problems).toEqual([]);
  await close();
});

test("the whole map with its paths, by any ablation", async () => {
  const {page, problems, close} = await chromium.open("mechanisms/patching.html?map.kind=resample");
  await page.locator("[data-figure=map]").scrollIntoViewIfNeeded();
  await captionSays(
    page,
    "map",
    /costs the most: [\d.]+ % .*The strongest path from the first layer is head 0\.3 → 1\.0 key/
  );
  expect(await page.locator("[data-figure=map] .v-matrix").count()).toBe(2);
  const seed = page.getByLabel("Seed of the other sequences", {exact: true});
  expect(await seed.isVisible()).toBe(true);
  await page.getByLabel("Each activation").selectOption("set to zero");
  await seed.waitFor({state: "hidden"});
  expect(problems).toEqual([]);
  await close();
});

test("ResNet-50 on two photos: channels near the end, one carried over", async () => {
  const {page, problems, close} = await chromium.open(
    "mechanisms/patching.html?channels.model=resnet50-imagenet&channels.layer=activation_48"
  );
  await page.locator("[data-figure=channels]").scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () =>
      /restores the most, [\d.]+ %/.test(
        document.querySelector("[data-figure=channels] .v-caption")?.textContent ?? ""
      ),
    null,
    {timeout: 90_000}
  );
  await captionSays(page, "channels", /^Egyptian cat against espresso in activation_48: with 0 of 2048/);
  await page.locator("[data-figure=channels] .v-maps button").first().click();
  await captionSays(page, "channels", /with 1 of 2048 channels carried over, [1-9]/);
  expect(problems).toEqual([]);
  await close();
});
