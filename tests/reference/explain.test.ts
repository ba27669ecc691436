import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {spawnSync} from "node:child_process";
import {tmpdir} from "node:os";
import {join} from "node:path";
import sharp from "sharp";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {explainCommand, explainHelp} from "../../scripts/explain.js";
import {fromNested} from "../../src/components/arrays/grid.js";
import {explainers} from "../../src/components/jobs/explain.js";
import * as tf from "../../src/components/lab/tf.js";
import {expectClose} from "../helpers/reference.js";

/** How the command names what a key of the reference numbers holds. */
const methodOf: Record<string, string> = {
  saliencyMaxAbs: "saliency",
  deepLiftRescale: "deepLift",
  shapleySegments: "shapley"
};

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "explain-"))));
afterAll(() => rmSync(folder, {recursive: true}));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const run = async (options: Record<string, string>, more: string[] = []) =>
  explainCommand([...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]), ...more]);

const said = async (command: () => Promise<number>): Promise<[number, string]> => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    return [await command(), error.mock.calls.flat().join("\n")];
  } finally {
    error.mockRestore();
  }
};

const read = (name: string) => JSON.parse(readFileSync(`tests/reference/data/${name}/cases.json`, "utf8"));
const out = () => join(folder, "out.json");

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  describe.each(["cnn-a", "mlp"])("%s", (name) => {
    const {cases, camLayer, occlusion} = read(name);
    const model = `tests/reference/data/${name}/model.json`;

    test.each(Object.keys(cases[0].attributions))("%s", async (key) => {
      for (const {x, baseline, target, logits, segments, attributions} of cases) {
        const more = key === "shapleySegments" ? ["--option", `segments=${file("segments.json", segments)}`] : [];
        if (key === "occlusion")
          more.push("--option", `window=${occlusion.window.join()}`, "--option", `stride=${occlusion.stride.join()}`);
        const method = methodOf[key] ?? key;
        if (explainers[method as keyof typeof explainers].uses.some((part: string) => part === "layer"))
          more.push("--layer", camLayer);
        const input = file("x.json", x);
        const files = {model, method, input, baseline: file("baseline.json", baseline), out: out()};
        expect(await run({...files, target: String(target), backend}, more)).toBe(0);
        const answer = JSON.parse(readFileSync(out(), "utf8"));
        const expected = fromNested(attributions[key]);
        expectClose(answer.data, expected.data);
        expectClose(answer.logits, logits, 1e-5);
        expect(answer.shape.reduce((a: number, b: number) => a * b)).toBe(answer.data.length);
        expect(answer).toMatchObject({method, model, target, backend});
      }
    });
  });
});

describe("the command", () => {
  const model = "tests/reference/data/cnn-a/model.json";
  const {cases} = read("cnn-a");
  let files: Record<string, string>;
  beforeAll(() => void (files = {model, method: "gradient", input: file("in.json", cases[0].x), out: out()}));

  test("explains the first answer by default, and leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    expect(await run({...files, method: "gradCam"})).toBe(0);
    const {target, layer, logits, delta} = JSON.parse(readFileSync(out(), "utf8"));
    expect(target).toBe(logits.indexOf(Math.max(...logits)));
    expect([layer, delta]).toEqual(["relu2", null]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each(
    Object.keys(explainers).filter((name) => !["shapley", "shapleySampling", "featureAblation"].includes(name))
  )("%s runs with its defaults and gives finite numbers", async (method) => {
    const segments = file("segments.json", cases[0].segments);
    const masks = explainers[method as keyof typeof explainers].uses.some((part: string) => part === "segments");
    const more = masks ? ["--option", `segments=${segments}`] : [];
    const steps = /[iI]ntegrated|Conductance/.test(method) ? ["--option", "steps=16"] : [];
    expect(await run({...files, method}, [...more, ...steps])).toBe(0);
    const {data} = JSON.parse(readFileSync(out(), "utf8"));
    expect(data.length).toBeGreaterThan(8);
    expect(data.every(Number.isFinite)).toBe(true);
    expect(data.some((v: number) => v !== 0)).toBe(true);
  });

  test("the seed decides what is drawn", async () => {
    const draw = async (seed: string) => {
      expect(await run({...files, method: "smoothGrad", seed}, ["--option", "samples=3"])).toBe(0);
      return JSON.parse(readFileSync(out(), "utf8"));
    };
    const a = await draw("1");
    expect(a.options).toMatchObject({seed: 1, samples: 3, sigma: 0.15});
    expect((await draw("1")).data).toEqual(a.data);
    expect((await draw("2")).data).not.toEqual(a.data);
  });

  test("a map as a picture, zero in the middle of its colours", async () => {
    const png = join(folder, "map.png");
    expect(await run({...files, method: "occlusion", out: png})).toBe(0);
    const {width, height, format} = await sharp(png).metadata();
    expect([width, height, format]).toEqual([456, 456, "png"]);
    const {channels} = await sharp(png).stats();
    expect(Math.max(...channels.map(({stdev}) => stdev))).toBeGreaterThan(1);
  });

  test.each([
    [{method: "gradients"}, [], "unknown method: gradients (there are: gradient, saliency"],
    [{backend: "abacus"}, [], "cpu, wasm, webgpu"],
    [{model: "resnet"}, [], "resnet50-imagenet"],
    [{model: "none/model.json"}, [], "none/model.json"],
    [{target: "9"}, [], "classes 0 to 4"],
    [{target: "first"}, [], "whole number"],
    [{layer: "conv9", method: "gradCam"}, [], "conv1, relu1"],
    [{baseline: "pink"}, [], "black, white, mean, blur, noise"],
    [{baseline: "blur"}, [], "blur:3"],
    [{out: "map.gif"}, [], ".json or .png"],
    [{}, ["--option", "steps=4"], "unknown option steps"],
    [{}, ["--option", "steps"], "name=value"],
    [{}, ["--option", "segments=s.json"], "takes no segments"],
    [{method: "shapley"}, [], "at most 20 players, and this game has 432"],
    [{method: "integratedGradients"}, ["--option", "rule=simpson"], "gaussLegendre"],
    [{}, ["--colour", "red"], "--colour"]
  ])("bad use is told with what is legal: %j %j", async (wrong, more, told) => {
    const [code, message] = await said(() => run({...files, ...wrong}, more));
    expect(message).toContain(told);
    expect(code).toBe(2);
  });

  test("inputs that do not fit, or cannot be read", async () => {
    const told = async (input: string) => {
      const [code, message] = await said(() => run({...files, input}));
      expect(code).toBe(2);
      return message;
    };
    expect(await told(file("small.json", [[1, 2]]))).toContain("[1, 12, 12, 3]");
    expect(await told(file("two.json", [...cases[0].x, ...cases[0].x]))).toContain("one example");
    expect(await told(join(folder, "absent.json"))).toContain("absent.json");
    writeFileSync(join(folder, "text.png"), "no picture");
    expect(await told(join(folder, "text.png"))).toContain("cannot read the picture");
  });

  test("help lists every method, and the shell gets the exit code", () => {
    for (const name of Object.keys(explainers)) expect(explainHelp()).toContain(`  ${name} `);
    const shell = (...args: string[]) => spawnSync("npx", ["tsx", "scripts/vitrine.ts", ...args], {encoding: "utf8"});
    expect(shell("explain", "--help").status).toBe(0);
    const wrong = shell("explian");
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("there are: explain")]);
  });
});
