/** A network of the reader's own on the built site, on wasm: brought in every way, whole and broken. */
import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {createServer, type Server} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {figureDone, figureStates, launch, type Chromium, type Visit} from "../helpers/browser.js";

const PAGE = "publish/models.html";
const human = (name: string) => readFile(`node_modules/@vladmandic/human/models/${name}`);

let chromium: Chromium;
let json: any;
let weights: Buffer;
beforeAll(async () => {
  chromium = await launch("wasm");
  json = JSON.parse(await readFile("dist/publish/examples/digits.json", "utf8"));
  weights = await readFile("dist/publish/examples/digits.bin");
});
afterAll(() => chromium?.close());

const text = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const files = (parts: Record<string, Buffer>) =>
  Object.entries(parts).map(([name, buffer]) => ({name, mimeType: "", buffer}));

const own = (page: Page) => page.locator("[data-figure=own]");
const caption = async (page: Page, id = "own") => (await page.locator(`[data-figure=${id}] .v-caption`).textContent())!;

/** Gives the page files and waits until they are checked. */
async function pick(page: Page, parts: Record<string, Buffer>) {
  const {run} = await figureDone(page, "own");
  await own(page).getByLabel("A network's files").setInputFiles(files(parts));
  await figureDone(page, "own", run + 1);
}

const refusal = (page: Page) => own(page).locator(".v-check[data-level=bad]").last().textContent();

describe("from files", () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await chromium.open(PAGE);
    await figureDone(visit.page, "own");
  });
  afterAll(() => visit?.close());

  test("the page opens with a network at work", async () => {
    await expect.poll(() => caption(visit.page)).toMatch(/Emotion passed \d checks.*Emotion answers “happy”/);
  });

  const broken = (): [string, Record<string, Buffer>, RegExp][] => {
    const nan = new Float32Array(new Uint8Array(weights).buffer.slice(0));
    nan[3] = NaN;
    const layers = structuredClone(json);
    layers.modelTopology.config.layers[1].class_name = "Lambda";
    return [
      [
        "cut short",
        {"model.json": text(json), "digits.bin": weights.subarray(0, 5000)},
        /truncated: digits.bin has 5,000/
      ],
      ["without weights", {"model.json": text(json)}, /Weights missing: digits.bin/],
      ["NaN", {"model.json": text(json), "digits.bin": Buffer.from(nan.buffer)}, /conv1\/kernel \(1 of 72\)/],
      [
        "a web page",
        {"model.json": text("<!doctype html><title>404</title>"), "digits.bin": weights},
        /web page \(“404”\)/
      ],
      ["other JSON", {"package.json": text({name: "x", version: "1"})}, /its keys are name, version/],
      ["an unknown layer", {"model.json": text(layers), "digits.bin": weights}, /Lambda \(conv1\)/],
      ["weights alone", {"digits.bin": weights}, /No model.json among what was given: digits.bin/],
      ["a Keras file", {"net.h5": text("x")}, /“net.h5” is a Keras file/]
    ];
  };

  test("what is broken is named, each in its own words; the page lives on and the network before stays", async () => {
    const {page, problems} = visit;
    const said = new Set<string>();
    for (const [name, parts, message] of broken()) {
      await pick(page, parts);
      const words = (await refusal(page))!;
      expect(words, name).toMatch(message);
      said.add(words);
      expect(await own(page).locator(".v-message").textContent(), name).toMatch(/Emotion stays/);
      await expect.poll(() => own(page).locator("h4", {hasText: "Emotion still answers"}).count()).toBe(1);
    }
    expect(said.size).toBe(8);
    await figureDone(page, "cam");
    expect(await caption(page, "cam")).toMatch(/conv2d_5/);
    expect(problems).toEqual([]);
  });

  test("a network for text, from a package, is no network for pictures", async () => {
    const folder = "node_modules/@vscode/vscode-languagedetection/model";
    const bin = "group1-shard1of1.bin";
    await pick(visit.page, {
      "model.json": await readFile(`${folder}/model.json`),
      [bin]: await readFile(`${folder}/${bin}`)
    });
    expect(await refusal(visit.page)).toMatch(/reads text, not pictures/);
  });

  test("a sound one is taken, named by its labels, explained, kept and forgotten", async () => {
    const {page, problems} = visit;
    await pick(page, {
      "liveness.json": await human("liveness.json"),
      "liveness.bin": await human("liveness.bin"),
      "labels.txt": text("masked\nalive")
    });
    await expect.poll(() => caption(page)).toMatch(/liveness answers “(masked|alive)”/);
    await own(page).getByText("All 23 layers").click();
    expect(await own(page).locator("tbody tr").count()).toBe(23);
    await figureDone(page, "map");
    const {run} = await figureDone(page, "map");
    await page.locator("[data-figure=map]").getByLabel("Method").selectOption({label: "Occlusion"});
    await figureDone(page, "map", run + 1);
    expect(await caption(page, "map")).toMatch(/^Occlusion for “(masked|alive)”/);
    await figureDone(page, "ranges");
    expect(await page.locator("[data-figure=ranges] h4").count()).toBe(5);
    await own(page).locator("select").first().selectOption({label: "0 to 255"});
    await expect.poll(() => page.locator("[data-figure=ranges] h4", {hasText: "0 to 255 (in use)"}).count()).toBe(1);

    await own(page).getByText("Names of its classes, outputs, size").click();
    await own(page).getByLabel("Names of its classes", {exact: true}).fill("[1, ");
    await own(page).getByLabel("Names of its classes", {exact: true}).blur();
    await own(page).locator(".v-names .v-alert", {hasText: "Legal are one name a line"}).waitFor();

    await own(page).getByRole("button", {name: "Remember in this browser"}).click();
    await own(page).locator(".v-message", {hasText: "is kept in this browser"}).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${chromium.site.url}decisions/grad-cam.html?grad-cam.photo=astronaut`);
    await figureDone(other, "grad-cam");
    const menu = other.locator("[data-figure=grad-cam] select", {has: other.locator("option", {hasText: "liveness"})});
    await menu.selectOption({label: (await menu.locator("option", {hasText: "liveness"}).textContent())!});
    await expect.poll(() => caption(other, "grad-cam"), {timeout: 20_000}).toMatch(/^liveness answers/);
    await other.close();
    await own(page).getByRole("button", {name: "Forget liveness"}).click();
    await expect.poll(() => own(page).getByRole("button", {name: "Forget liveness"}).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test("a worker that dies brings the network back", async () => {
    const {page} = visit;
    const {run} = await figureDone(page, "map");
    await page.workers()[0].evaluate("self.close()");
    await page.locator(".v-status", {hasText: /started again/}).waitFor({timeout: 30_000});
    await page.evaluate(() => (document.querySelector("[data-figure=map]") as any).again());
    await figureDone(page, "map", run + 1);
    expect(await caption(page, "map")).toMatch(/for “(masked|alive)”/);
  });
});

test("a folder is read with its weights", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "own-")), "tiny-digits");
  await mkdir(folder);
  await writeFile(join(folder, "model.json"), text(json));
  await writeFile(join(folder, "digits.bin"), weights);
  const {page, problems, close} = await chromium.open(`${PAGE}?own.photo=seven`);
  const {run} = await figureDone(page, "own");
  await own(page).getByLabel("A network's folder").setInputFiles(folder);
  await figureDone(page, "own", run + 1);
  await expect.poll(() => caption(page)).toMatch(/tiny-digits answers “7”/);
  expect(problems).toEqual([]);
  await close();
  await rm(folder, {recursive: true});
});

test("files dropped on it are taken, and are no picture", async () => {
  const {page, problems, close} = await chromium.open(`${PAGE}?own.photo=seven`);
  const {run} = await figureDone(page, "own");
  const transfer = await page.evaluateHandle(
    ([model, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([model as string], "model.json"));
      data.items.add(new File([Uint8Array.from(bytes as number[])], "digits.bin"));
      return data;
    },
    [JSON.stringify(json), [...weights]]
  );
  const area = own(page).locator("[data-takes-files]");
  await area.dispatchEvent("dragover", {dataTransfer: transfer});
  expect(await page.locator(".v-dropzone").count()).toBe(0);
  await area.dispatchEvent("drop", {dataTransfer: transfer});
  await figureDone(page, "own", run + 1);
  await expect.poll(() => caption(page)).toMatch(/Your network answers “7”/);
  expect(await own(page).locator(".v-picker .v-picker-message").first().textContent()).not.toMatch(/not a picture/);
  expect(problems).toEqual([]);
  await close();
});

describe("from an address", () => {
  /** Another site: /open/… may be read by all, /closed/… by itself alone. */
  let server: Server;
  let origin: string;
  let fetched: string[] = [];
  beforeAll(async () => {
    const big = structuredClone(json);
    big.weightsManifest[0].weights[0].shape = [3, 3, 1, 4_000_000];
    server = createServer((request, response) => {
      const path = request.url!.split("?")[0];
      fetched.push(path);
      const labels = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
      const parts: Record<string, Buffer> = {
        "model.json": text(json),
        "metadata.json": text({packageName: "@teachablemachine/image", labels, imageSize: 28}),
        "digits.bin": weights,
        "big.json": text(big)
      };
      const found = parts[path.split("/").at(-1)!];
      const cors = path.startsWith("/open/") ? {"access-control-allow-origin": "*"} : undefined;
      response.writeHead(found ? 200 : 404, cors).end(found ?? "<title>nothing here</title>");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server?.close());

  const visitAt = async (path: string) => {
    fetched = [];
    const address = encodeURIComponent(path.startsWith("http") ? path : origin + path);
    const visit = await chromium.open(`${PAGE}?own.photo=seven&own.network=${address}`);
    await figureDone(visit.page, "own");
    return visit;
  };

  test("a link brings network and photo, and gives them back", async () => {
    const {page, close} = await visitAt("/open/model.json?token=1");
    await expect.poll(() => caption(page)).toMatch(/open answers “7”/);
    expect(fetched).toEqual(["/open/model.json", "/open/digits.bin"]);
    expect(new URL(page.url()).searchParams.get("own.network")).toContain("/open/model.json");
    await close();
  });

  test("a folder's address, as Teachable Machine shares networks, brings the labels too", async () => {
    const {page, close} = await visitAt("/open/");
    await expect.poll(() => caption(page)).toMatch(/open answers “seven”/);
    expect(fetched).toEqual(["/open/model.json", "/open/metadata.json", "/open/digits.bin"]);
    await close();
  });

  test("a host that shares nothing, a missing file and a large one are told apart", async () => {
    const closed = await visitAt("/closed/model.json");
    expect(await refusal(closed.page)).toMatch(/answers, but does not let other sites read its files/);
    const {page} = closed;
    // With no network at all there is nothing to explain yet, and an example is a click away.
    await own(page).getByRole("button", {name: "Digits (layers model)"}).click();
    await expect.poll(() => caption(page), {timeout: 20_000}).toMatch(/Digits answers “7”/);

    const fetching = async (address: string) => {
      const {run} = await figureDone(page, "own");
      fetched = [];
      await own(page).getByLabel("or an address").fill(address);
      await own(page).getByRole("button", {name: "Fetch"}).click();
      await figureDone(page, "own", run + 1);
      return refusal(page);
    };
    expect(await fetching(`${origin}/open/nothing.json`)).toMatch(/answers 404/);
    expect(await fetching("http://127.0.0.1:9/model.json")).toMatch(/cannot be reached/);
    expect(await fetching("ftp://a.org/model.json")).toMatch(/starts with https/);
    expect(await fetching(`${origin}/open/big.json`)).toMatch(
      /144 MB of weights; more than 64 MB are not read unasked/
    );
    expect(fetched).toEqual(["/open/big.json"]);
    const {run} = await figureDone(page, "own");
    await own(page).getByRole("button", {name: "Take it all the same"}).click();
    await figureDone(page, "own", run + 1);
    expect(await refusal(page)).toMatch(/truncated/);
    expect(await own(page).locator(".v-message").textContent()).toMatch(/Digits stays/);
    await closed.close();
  });
});

test("with every backend but plain JavaScript denied, and on a phone in the dark, it answers", async () => {
  const denied = await launch("denied");
  const {page, problems, close} = await denied.open(`${PAGE}?own.network=digits&own.photo=seven`, {
    width: 390,
    height: 844,
    colorScheme: "dark"
  });
  await figureDone(page, "own");
  await expect.poll(() => caption(page), {timeout: 30_000}).toMatch(/Digits answers “7”/);
  await figureDone(page, "map");
  await figureDone(page, "cam");
  expect((await figureStates(page)).find(({id}) => id === "map")!.backend).toBe("cpu");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(problems).toEqual([]);
  await close();
  await denied.close();
});
