/** `vitrine explain`: any attribution method on any model and input, from a shell. */
import {readFile, writeFile} from "node:fs/promises";
import {parseArgs} from "node:util";
import {fromNested, full, type Grid} from "../src/components/arrays/grid.js";
import {centreSquare, cropResize, toGrey} from "../src/components/arrays/image.js";
import {batchOfOne} from "../src/components/jobs/classify.js";
import {
  defaultLayer,
  explainerNamed,
  explainers,
  explainOptions,
  explainSubject,
  subjectOf,
  type ExplainFrame,
  type OptionValue
} from "../src/components/jobs/explain.js";
import {last} from "../src/components/lab/frames.js";
import {evaluate} from "../src/components/lab/gradient.js";
import {startNode, type NodeBackend} from "../src/components/lab/node.js";
import {baselineOf, type Baseline} from "../src/components/methods/attribution/baselines.js";
import {catalogue} from "../src/components/models/catalogue.js";
import type {Model} from "../src/components/models/model.js";
import {readPhoto} from "../src/data/photo.js";
import {openNode, openPath} from "../src/data/source.js";
import {writeMap} from "./map.js";

const BACKENDS = ["cpu", "wasm", "webgpu"];

/** The networks that take pictures. */
const pictures = catalogue.filter(({subject}) => subject !== "code");

/** The caller's mistake: told in one line, exit code 2. */
class BadUse extends Error {}

export function explainHelp(): string {
  const photo = full([1, 224, 224, 3]);
  const lines = Object.entries(explainers).map(([name, {question, options}]) => {
    const defaults = Object.entries(options(photo)).map(([option, value]) => `${option}=${value ?? "auto"}`);
    return `  ${name.padEnd(26)}${question}${defaults.length ? `\n${" ".repeat(28)}${defaults.join("  ")}` : ""}`;
  });
  return `vitrine explain --model <id | model.json> --method <name> --input <image | array.json> --out <file.json | file.png>

  --model     ${pictures.map(({id}) => id).join(", ")},
              or the path of a tfjs model.json
  --input     a picture, cut to its middle square and resized; or nested lists [1, …], taken as the network's own input
  --target    the class to explain; the network's first answer when left out
  --layer     for the methods that explain by a layer; its last feature maps when left out
  --baseline  black (0), white (1), mean, blur:<sigma>, noise:<seed> or array.json; black when left out.
              expectedGradients and deepLift take several, [m, …], and average over them
  --option    name=value, as often as needed. segments=<file.json>, a [height, width] grid of ids, makes
              featureAblation, lime and the Shapley methods give one value for each id, in order
  --seed      for the methods that draw at random
  --backend   ${BACKENDS.join(", ")}; wasm when left out
  --out       .json for numbers, .png for a map

methods and their options:
${lines.join("\n")}

Path methods look at 2000 points of inputs up to 4096 numbers, and at 64 of larger ones. Lists are written 3,3.`;
}

/** Runs the command; the answer is its exit code: 0, 1 for a failure, 2 for bad use. */
export async function explainCommand(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(explainHelp());
    return 0;
  }
  try {
    await run(readArguments(args));
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    return error instanceof BadUse || error instanceof RangeError || error instanceof TypeError ? 2 : 1;
  }
}

type Arguments = ReturnType<typeof readArguments>;

function readArguments(args: string[]) {
  const text = {type: "string"} as const;
  const names = ["model", "method", "input", "target", "layer", "baseline", "seed", "backend", "out"] as const;
  const options = {
    ...(Object.fromEntries(names.map((name) => [name, text])) as Record<(typeof names)[number], typeof text>),
    option: {type: "string", multiple: true}
  } as const;
  const parsed = badUse(() => parseArgs({args, options, strict: true, allowPositionals: false}).values);
  const {model, method, input, out, backend = "wasm"} = parsed;
  if (!model || !method || !input || !out)
    throw new BadUse("explain needs --model, --method, --input and --out (see: vitrine explain --help)");
  if (!BACKENDS.includes(backend)) throw new BadUse(`unknown backend: ${backend} (there are: ${BACKENDS.join(", ")})`);
  if (!/\.(json|png)$/.test(out)) throw new BadUse(`--out must end in .json or .png, and is ${out}`);
  explainerNamed(method);
  const {segments, ...given} = Object.fromEntries((parsed.option ?? []).map(readOption));
  if (segments !== undefined && !explainerNamed(method).uses.includes("segments"))
    throw new BadUse(`${method} takes no segments`);
  return {
    ...parsed,
    ...{model, method, input, out},
    backend: backend as NodeBackend,
    target: wholeNumber("target", parsed.target),
    seed: wholeNumber("seed", parsed.seed),
    segments: segments as string | undefined,
    options: given
  };
}

function badUse<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    throw new BadUse((error as Error).message);
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new BadUse(`--${name} must be a whole number, and is ${text}`);
  return Number(text);
}

function readOption(text: string): [string, OptionValue] {
  const at = text.indexOf("=");
  if (at < 1) throw new BadUse(`--option must be name=value, and is ${text}`);
  const value = text.slice(at + 1);
  return [text.slice(0, at), optionValue(value)];
}

function optionValue(text: string): OptionValue {
  if (text === "true" || text === "false") return text === "true";
  if (/^[^,]+(,[^,]+)+$/.test(text) && text.split(",").every((v) => Number.isFinite(Number(v))))
    return text.split(",").map(Number);
  return text.trim() && Number.isFinite(Number(text)) ? Number(text) : text;
}

async function run(args: Arguments): Promise<void> {
  const {method, out} = args;
  await startNode(args.backend);
  const model = await open(args.model);
  try {
    const {x, raw} = await readInput(args.input, model);
    const options = explainOptions(method, x, withSeed(args, x));
    const baseline = await readBaseline(args, x);
    const segments = args.segments === undefined ? undefined : await readArray(args.segments);
    const logits = [...(await evaluate((raw ? model.raw : model).logits(), x)).data];
    const target = args.target ?? logits.indexOf(Math.max(...logits));
    const usesLayer = explainerNamed(method).uses.includes("layer");
    const layer = usesLayer ? (args.layer ?? defaultLayer(model)) : undefined;
    const subject = subjectOf(model, {x, raw, target, layer, baseline, segments});
    const start = performance.now();
    const frame = await last(explainSubject(method, subject, options));
    const seconds = (performance.now() - start) / 1000;
    if (out.endsWith(".png")) return await writeMap(frame.attribution, out);
    const answer = {
      ...{method, model: args.model, target, layer: layer ?? null, logits},
      ...numbers(frame, segments),
      ...{delta: frame.delta, options: {...options, ...(args.segments && {segments: args.segments})}},
      ...(frame.errors && {errors: [...frame.errors]}),
      ...(frame.r2 !== undefined && {r2: frame.r2}),
      ...{backend: args.backend, seconds}
    };
    await writeFile(out, JSON.stringify(answer) + "\n");
  } finally {
    model.dispose();
  }
}

/** A model of the catalogue, or of a file. */
async function open(model: string): Promise<Model> {
  if (pictures.some(({id}) => id === model)) return openNode(model);
  if (!model.endsWith(".json"))
    throw new BadUse(
      `unknown model: ${model} (the catalogue has: ${pictures.map(({id}) => id).join(", ")}; or give the path of a model.json)`
    );
  return openPath(model).catch((error) => {
    throw new BadUse(`cannot open ${model}: ${error.message}`);
  });
}

/** The input as a batch of one, and whether it is the network's own or a picture to be preprocessed. */
async function readInput(path: string, {card, layers}: Model): Promise<{x: Grid; raw: boolean}> {
  if (path.endsWith(".json")) {
    const x = await readArray(path);
    const [{shape}] = layers;
    if (x.shape[0] !== 1) throw new BadUse(`${path} must hold one example, [1, …], and holds [${x.shape.join(", ")}]`);
    if (x.shape.length !== shape.length + 1 || shape.some((d, i) => d !== null && d !== x.shape[i + 1]))
      throw new BadUse(`${path} has the shape [${x.shape.join(", ")}], and this model takes [1, ${shape.join(", ")}]`);
    return {x, raw: true};
  }
  if (layers[0].shape.length !== 3) throw new BadUse("this model takes no pictures: give its input as array.json");
  const photo = await readPhoto(path).catch((error) => {
    throw new BadUse(`cannot read the picture ${path}: ${error.message}`);
  });
  const {height, width, channels} = card.input;
  const image = cropResize(photo, centreSquare(photo), height, width);
  return {x: batchOfOne(!card.preprocess && channels === 1 ? toGrey(image) : image), raw: false};
}

async function readArray(path: string): Promise<Grid> {
  try {
    return fromNested(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new BadUse(`cannot read ${path}: ${(error as Error).message}`);
  }
}

async function readBaseline({baseline = "black", method}: Arguments, x: Grid): Promise<Grid> {
  if (baseline.endsWith(".json")) {
    const grid = await readArray(baseline);
    const several = explainerNamed(method).uses.includes("baselines");
    return several ? grid : baselineOf({kind: "own", grid}, x);
  }
  const [kind, number] = baseline.split(":");
  const value = Number(number);
  if (["blur", "noise"].includes(kind) && !(number && Number.isFinite(value)))
    throw new BadUse(`--baseline ${kind} needs a number, ${kind}:3 say`);
  return baselineOf({kind, sigma: value, seed: value} as Baseline, x);
}

/** The options given, and --seed for the methods that draw at random. */
function withSeed({options, seed, method}: Arguments, x: Grid): Record<string, OptionValue> {
  const draws = Object.hasOwn(explainerNamed(method).options(x), "seed");
  return seed !== undefined && draws ? {...options, seed} : options;
}

/** What goes into the file: one number for each segment when segments were given, else the whole attribution. */
function numbers({attribution, values}: ExplainFrame, segments?: Grid): {shape: number[]; data: number[]} {
  if (segments && values) return {shape: [values.length], data: [...values]};
  return {shape: attribution.shape, data: [...attribution.data]};
}
