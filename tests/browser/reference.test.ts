/** Every attribution of the reference networks, computed by Chromium's WebGPU (a software adapter). */
import {build} from "esbuild";
import {readFile} from "node:fs/promises";
import {afterAll, beforeAll, expect, test} from "vitest";
import {BARE} from "../../scripts/packages.js";
import {virtualEntries} from "../../scripts/virtualEntries.js";
import {launch, type Chromium} from "../helpers/browser.js";

let chromium: Chromium;
let code: string;
beforeAll(async () => {
  const {outputFiles} = await build({
    entryPoints: ["tests/helpers/referencePage.ts"],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    mainFields: ["module", "main"],
    define: {"process.env.NODE_ENV": '"production"'},
    inject: ["virtual:@tensorflow/tfjs-core"],
    plugins: [virtualEntries(BARE)]
  });
  code = outputFiles[0].text;
  chromium = await launch("webgpu");
});
afterAll(() => chromium?.close());

test.each(["cnn-a", "mlp"])("%s agrees with Captum within 1e-3 of the largest value", async (name) => {
  const folder = `tests/reference/data/${name}`;
  const files = {
    model: JSON.parse(await readFile(`${folder}/model.json`, "utf8")),
    weights: [...(await readFile(`${folder}/weights.bin`))],
    cases: JSON.parse(await readFile(`${folder}/cases.json`, "utf8"))
  };
  const {page, close} = await chromium.open("blank.html", {
    prepare: (context) =>
      context.route("**/blank.html", (route) => route.fulfill({contentType: "text/html", body: "<!doctype html>"}))
  });
  await page.addScriptTag({content: code});
  const errors: Record<string, number> = await page.evaluate(
    (files) => (globalThis as any).referenceErrors(files),
    files
  );
  console.log(name, errors);
  expect(Object.keys(errors).sort()).toEqual(Object.keys(files.cases.cases[0].attributions).sort());
  for (const [key, error] of Object.entries(errors)) expect(error, key).toBeLessThanOrEqual(1e-3);
  await close();
});
