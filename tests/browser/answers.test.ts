/** ResNet-50, in the built site on wasm, sees in the photos what is in them. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {figureDone, launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launch("wasm");
});
afterAll(() => chromium?.close());

test.each([
  ["coffee", /answers espresso\b/],
  ["chelsea", /answers (Egyptian|tabby|tiger|Persian|Siamese) cat\b|answers (tabby|lynx)\b/],
  ["camera", /answers tripod\b/]
])("%s: %s", async (photo, answer) => {
  const {page, problems, close} = await chromium.open(
    `decisions/saliency.html?saliency.network=resnet50-imagenet&saliency.photo=${photo}`
  );
  await figureDone(page, "saliency", 1, 150_000);
  expect(await page.locator("[data-figure=saliency] .v-caption").textContent()).toMatch(answer);
  expect(problems).toEqual([]);
  await close();
});
