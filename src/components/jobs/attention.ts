import {full, sliceOf, type Grid} from "../arrays/grid.js";
import type {HeadScores} from "../arrays/headNames.js";
import {ablation} from "../methods/mechanism/ablation.js";
import {matrixProduct} from "../methods/mechanism/headCircuits.js";
import {logitDifference, readActivations} from "../methods/mechanism/patching.js";
import {headWeights, openTransformer, type Transformer} from "../models/transformer.js";
import type {Context} from "./context.js";
import {scoreTransformer} from "./trainTransformer.js";
import {sequenceOf, transformerOf, type TransformerSource} from "./transformerSource.js";

/** One head at work on one sequence. */
export interface HeadAtWork extends HeadScores {
  layer: number;
  head: number;
  /** Attention, [T, T]: who looks (row) at whom (column). */
  pattern: Grid;
  /** The length of what each look moves, ‖attention · value · W_O‖, [T, T]. */
  moved: Grid;
}

export interface AttentionReading {
  tokens: number[];
  heads: HeadAtWork[];
  /** Probability of each next token at each place, [T, vocabulary]. */
  next: Grid;
}

export interface AttentionArgs {
  network: TransformerSource;
  letters: string;
}

/** Who looks at whom? Every head's attention on one sequence, what it moves, and what the network expects next. */
export async function attention({network, letters}: AttentionArgs, context: Context): Promise<AttentionReading> {
  const transformer = transformerOf(network);
  const scores = await scoresOf(network, transformer);
  context.signal.throwIfAborted();
  const {read, next, tokens} = await readingOf(transformer, letters);
  const streams = Array.from({length: transformer.layers}, (_, l) => meanLength(read.get(`residual.${l}`)!));
  const heads: HeadAtWork[] = [];
  for (let layer = 0; layer < transformer.layers; ++layer)
    for (let head = 0; head < transformer.heads; ++head)
      heads.push({
        layer,
        head,
        pattern: headOf(read.get(`pattern.${layer}`)!, head),
        moved: movedBy(transformer, layer, head, read),
        induction: scores.induction[layer][head],
        previousToken: scores.previousToken[layer][head],
        said: meanLength(headOf(read.get(`head.${layer}`)!, head)) / streams[layer]
      });
  return {tokens, heads, next};
}

/** Stored checkpoints carry the scores they had on fresh sequences; a network trained just now is asked. */
const scoresOf = async (source: TransformerSource, transformer: Transformer) =>
  "bytes" in source ? source.json.checkpoints.at(-1)! : scoreTransformer(transformer, {sequences: 8});

async function readingOf(transformer: Transformer, letters: string) {
  const input = sequenceOf(letters, transformer);
  const open = openTransformer(transformer);
  const names = open.activations.filter((name) => /^(residual|pattern|value|head)/.test(name));
  try {
    const read = await readActivations(open.run, input, names);
    return {read, next: softmaxRows(sliceOf(read.get("output")!, 0)), tokens: Array.from(input.data)};
  } finally {
    open.dispose();
  }
}

/** [1, heads, …] → […] */
const headOf = (activation: Grid, head: number): Grid => sliceOf(sliceOf(activation, 0), head);

/** Attention times the length of what each token has to say through this head, [T, T]. */
function movedBy(transformer: Transformer, layer: number, head: number, read: Map<string, Grid>): Grid {
  const pattern = headOf(read.get(`pattern.${layer}`)!, head);
  const value = headOf(read.get(`value.${layer}`)!, head);
  const lengths = rowLengths(matrixProduct(value, headWeights(transformer, layer, head).output));
  return {data: pattern.data.map((v, i) => v * lengths[i % lengths.length]), shape: [...pattern.shape]};
}

const rowLengths = ({data, shape: [rows, columns]}: Grid): number[] =>
  Array.from({length: rows}, (_, i) => Math.hypot(...data.subarray(i * columns, (i + 1) * columns)));

/** The mean length of an activation's last axis. */
function meanLength({data, shape}: Grid): number {
  const width = shape[shape.length - 1];
  const lengths = rowLengths({data, shape: [data.length / width, width]});
  return lengths.reduce((sum, v) => sum + v, 0) / lengths.length;
}

/** Logits → probabilities, row by row. */
export function softmaxRows({data, shape}: Grid): Grid {
  const [rows, columns] = shape;
  const out = full(shape);
  for (let i = 0; i < rows; ++i) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    const max = row.reduce((m, v) => Math.max(m, v), -Infinity);
    const sum = row.reduce((s, v) => s + Math.exp(v - max), 0);
    row.forEach((v, j) => (out.data[i * columns + j] = Math.exp(v - max) / sum));
  }
  return out;
}

export interface SilencedHeads {
  /** The token that the network expects most, and the one after it. */
  answer: number;
  rival: number;
  /** Logit of the answer less its rival's, and with each head silenced in turn, layer by layer. */
  intact: number;
  without: number[];
}

/** What is lost without a head? Its output set to zero everywhere, one head at a time. */
export async function silencedHeads({network, letters}: AttentionArgs, context: Context): Promise<SilencedHeads> {
  const transformer = transformerOf(network);
  const input = sequenceOf(letters, transformer);
  const open = openTransformer(transformer);
  try {
    const output = (await readActivations(open.run, input, [])).get("output")!;
    const last = output.data.subarray(output.data.length - transformer.vocabulary);
    const [answer, rival] = Array.from(last.keys()).sort((a, b) => last[b] - last[a]);
    const sites = Array.from({length: transformer.layers * transformer.heads}, (_, i) => ({
      name: `head.${Math.floor(i / transformer.heads)}`,
      index: [i % transformer.heads]
    }));
    const metric = logitDifference(answer, rival);
    const {intact, values} = await ablation(open.run, input, metric, sites, {kind: "zero", signal: context.signal});
    return {answer, rival, intact, without: Array.from(values)};
  } finally {
    open.dispose();
  }
}
