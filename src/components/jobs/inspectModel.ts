import {sizeOf} from "../arrays/grid.js";
import type {Model} from "../models/model.js";
import type {Brought, Finding} from "../models/own/brought.js";
import {besideOf, fetchText, isFolder} from "../models/own/fetchText.js";
import {gatherWeights} from "../models/own/gatherWeights.js";
import {readModelFile, weightSizes, type ModelFile} from "../models/own/modelFile.js";
import type {OwnModel} from "../models/own/openOwn.js";
import type {Output} from "../models/own/outputs.js";
import {pickModelFile} from "../models/own/pickModelFile.js";
import {pictureInput} from "../models/own/pictureInput.js";
import {readClassNames} from "../models/own/classNames.js";
import {fingerprint, weightTroubles} from "../models/own/weightTroubles.js";
import {assemble} from "./assembleOwn.js";
import type {Context} from "./context.js";
import {gradientFindings, type GradientSize} from "./gradientFindings.js";

/** More weights than this, in bytes, are not fetched or read until the reader says so. */
export const SIZE_LIMIT = 64e6;

export interface InspectArgs {
  brought: Brought;
  /** Take it whatever its size? */
  anySize?: boolean;
  /** Height and width where the network leaves them open. */
  side?: number;
}

/** A layer of a network that was brought. */
export interface ArrivedLayer {
  name: string;
  kind: string;
  shape: (number | null)[];
  parameters: number;
  /** At the layers worth a look: how large the gradient of the first answer is there. */
  gradient: GradientSize | null;
}

export interface Arrival {
  step: number;
  steps: number;
  name: string;
  /** What was checked so far, in order. */
  findings: Finding[];
  /** Set when the reader must agree to the size first. */
  asks: {bytes: number; limit: number} | null;
  layers: ArrivedLayer[];
  /** Its ends that answer, the likeliest first, each with the layers worth a look on the way to it. */
  outputs: (Output & {landmarks: string[]})[];
  /** The range it is guessed to want, and why. */
  range: {id: string; why: string};
  /** Class names that came with its files. */
  names: string[];
  /** Does it take any size? */
  anySide: boolean;
  /** The network, when it can be used; null while it is checked, and when it is refused. */
  own: OwnModel | null;
}

const STEPS = 5;

/**
 * Can a network that the reader brought be explained here? Reads its files, weighs and opens them, lets it answer a
 * noise picture and sends a gradient back; a frame after each check. What is wrong is a finding, not an error: it names
 * what was given and what is legal.
 */
export async function* inspectModel(args: InspectArgs, context: Context): AsyncGenerator<Arrival, void, undefined> {
  const arrival: Arrival = {
    step: 0,
    steps: STEPS,
    name: args.brought.name,
    findings: [],
    asks: null,
    layers: [],
    outputs: [],
    range: {id: "unit", why: ""},
    names: [],
    anySide: false,
    own: null
  };
  const frame = (): Arrival => ({...arrival, step: ++arrival.step, findings: [...arrival.findings]});
  try {
    for await (const _ of stages(args, arrival, context)) yield frame();
  } catch (error) {
    context.signal.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    arrival.findings.push({about: "Stopped here", level: "bad", text});
  }
  arrival.step = STEPS - 1;
  yield frame();
}

/** Takes a network of the reader's own: the lab then opens it by its id. */
export async function holdModel(own: OwnModel, context: Context): Promise<string> {
  await context.hold!(own);
  return own.card.id;
}

/** The checks in order, each adding to the arrival. */
async function* stages({brought, anySize = false, side = 224}: InspectArgs, arrival: Arrival, context: Context) {
  const {signal} = context;
  const say = (about: string, level: Finding["level"], text: string) => arrival.findings.push({about, level, text});
  const {text, file, names} = await readBrought(brought, signal);
  arrival.names = names.names;
  say(
    "File",
    "good",
    `${file.kind === "graph" ? "A graph model" : "A layers model"}${file.madeBy ? `, made by ${file.madeBy}` : ""}.`
  );
  if (names.trouble) say("Class names", "warning", names.trouble);
  const input = pictureInput(file);
  const sizes = weightSizes(file);
  arrival.anySide = input.height === null || input.width === null;
  say("Input", arrival.anySide ? "note" : "good", inputInWords(input, side));
  yield;

  if (sizes.stored > SIZE_LIMIT && !anySize) {
    arrival.asks = {bytes: sizes.stored, limit: SIZE_LIMIT};
    say(
      "Size",
      "bad",
      `${megabytes(sizes.stored)} of weights; more than ${megabytes(SIZE_LIMIT)} are not read unasked.`
    );
    return;
  }
  const blobs = await gatherWeights(file, brought, signal, (loaded, total) =>
    context.progress(loaded / total, `fetching ${megabytes(total)} of weights`)
  );
  const id = await checkedWeights(file, blobs, text);
  say("Weights", "good", weightsInWords(file, sizes));
  yield;

  const {own, network, model, outputs, layers, range, findings} = await assemble(file, blobs, {
    id,
    name: nameOf(brought),
    bytes: sizes.stored,
    input,
    side,
    source: brought.address ?? brought.name,
    signal
  });
  try {
    Object.assign(arrival, {outputs, range, layers: layersOf(layers, model)});
    arrival.findings.push(...findings);
    yield;
    const gradients = await gradientFindings(model, signal);
    arrival.findings.push(...gradients.findings);
    for (const layer of arrival.layers) layer.gradient = gradients.sizes.get(layer.name) ?? null;
    arrival.own = own;
  } finally {
    network.dispose();
  }
}

async function readBrought(brought: Brought, signal: AbortSignal) {
  if (brought.address !== null) return fetchNetwork(brought.address, signal);
  const {model, names} = pickModelFile(brought.files);
  const text = await model.blob.text();
  return {text, file: readModelFile(text, model.path), names: await namesOf(names)};
}

/** A network by the address of its `model.json`, or of its folder: that may hold `metadata.json` too. */
async function fetchNetwork(given: string, signal: AbortSignal) {
  const folder = isFolder(given);
  const address = folder ? besideOf(given, "model.json") : given;
  const text = await fetchText(address, signal);
  const file = readModelFile(text, new URL(address, "http://here").pathname.split("/").at(-1)!);
  const metadata = folder ? await fetchText(besideOf(given, "metadata.json"), signal).catch(() => null) : null;
  signal.throwIfAborted();
  const names = metadata === null ? null : {path: "metadata.json", blob: new Blob([metadata])};
  return {text, file, names: await namesOf(names)};
}

async function namesOf(file: {path: string; blob: Blob} | null): Promise<{names: string[]; trouble: string | null}> {
  if (!file) return {names: [], trouble: null};
  try {
    return {names: readClassNames(await file.blob.text()), trouble: null};
  } catch (error) {
    return {names: [], trouble: `${file.path}: ${(error as Error).message}`};
  }
}

/** Throws an error that names every weight that holds numbers that are none; gives the network's fingerprint. */
async function checkedWeights({groups}: ModelFile, blobs: Blob[], text: string): Promise<string> {
  const buffers = await Promise.all(blobs.map((blob) => blob.arrayBuffer()));
  const troubles = groups.flatMap(({weights}, i) => weightTroubles(weights, buffers[i]));
  if (troubles.length)
    throw new Error(
      `Numbers that are none (NaN or infinite) in ${troubles.length === 1 ? "one weight" : `${troubles.length} weights`}: ` +
        `${troubles
          .slice(0, 8)
          .map(({name, broken, of}) => `${name} (${broken} of ${of})`)
          .join(", ")}${troubles.length > 8 ? " …" : ""}. Every answer would be NaN. The training may have diverged; ` +
        "save an earlier state."
    );
  return fingerprint([new TextEncoder().encode(text), ...buffers.map((buffer) => new Uint8Array(buffer))]);
}

const megabytes = (bytes: number) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

function inputInWords({height, width, channels, channelsFirst}: ReturnType<typeof pictureInput>, side: number): string {
  const kind = channels === 1 ? "grey" : "coloured";
  const turned = channelsFirst ? " It takes its channels first; pictures and maps are turned at its door." : "";
  if (height === null || width === null)
    return `A ${kind} picture of ${height ?? "any"} × ${width ?? "any"} pixels; it is given ${height ?? side} × ${width ?? side}.${turned}`;
  return `A ${kind} picture of ${height} × ${width} pixels.${turned}`;
}

function weightsInWords({groups}: ModelFile, {stored, parameters}: ReturnType<typeof weightSizes>): string {
  const weights = groups.flatMap((group) => group.weights);
  const types = [...new Set(weights.flatMap(({quantization}) => quantization?.dtype ?? []))];
  const rounded = types.length ? ` They are rounded to ${types.join(" and ")}, and made 32-bit again here.` : "";
  return `${parameters.toLocaleString("en-GB")} numbers in ${weights.length} tensors, ${megabytes(stored)}, all finite.${rounded}`;
}

/** A folder's or file's name without what says nothing. */
function nameOf({name}: Brought): string {
  const parts = name
    .replace(/[?#].*$/, "")
    .split("/")
    .filter(Boolean);
  const last = parts.at(-1) ?? name;
  const said = /^model(\.json)?$/.test(last) && parts.length > 1 ? parts.at(-2)! : last;
  const short = said.replace(/\.json$/, "");
  return short === "model" ? "Your network" : short;
}

function layersOf(layers: Model["layers"], model: Model): ArrivedLayer[] {
  const parameters = model.network.parameters();
  return layers.map(({name, kind, shape}) => ({
    name,
    kind,
    shape,
    parameters: (parameters.get(name) ?? []).reduce((sum, {shape}) => sum + sizeOf(shape), 0),
    gradient: null
  }));
}
