import {pairCounts} from "../arrays/bytePairs.js";
import type {Grid} from "../arrays/grid.js";
import {joinPieces, linesOf, tokenise, type Piece} from "../arrays/tokenise.js";
import {evaluate} from "../lab/gradient.js";
import {withDefaults} from "../lab/options.js";
import {extremes, type Game} from "../methods/attribution/game.js";
import {leaveOneOut} from "../methods/attribution/leaveOneOut.js";
import {lime} from "../methods/attribution/lime.js";
import {shapley} from "../methods/attribution/shapley.js";
import {shapleySampling} from "../methods/attribution/shapleySampling.js";
import {textGame, type Absent} from "../methods/attribution/textGame.js";
import {agreement} from "../methods/evaluation/agreement.js";
import type {Model} from "../models/model.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

const NETWORK = "language-detection";

/** Texts computed at once: a row of 5,000 counts each. */
const BATCH = 64;

/** With so few pieces every coalition is played. */
const FEW = 8;

/** More pieces than this are joined with their neighbours. */
const MOST: Record<TextUnit, number> = {lines: 120, tokens: 240};

export type TextUnit = "lines" | "tokens";

export interface TextQuestion {
  text: string;
  /** The answer to explain, by its class; null for the first. */
  target: number | null;
  unit: TextUnit;
  absent: Absent;
}

export interface TextFrame {
  step: number;
  steps: number;
  /** All answers, the most probable first. */
  answers: Answer[];
  target: Answer;
  pieces: Piece[];
  /** What each piece counts; null before the first are known. */
  values: Float32Array | null;
  /** The score of the whole text: the log-odds of the target, log p / (1 − p). */
  score: number;
}

/** What does the network answer for a text? All its answers, the most probable first. */
export async function classifyText({text}: {text: string}, context: Context): Promise<Answer[]> {
  return answersFrom(await reader(context), text);
}

async function reader(context: Context): Promise<Model> {
  const model = await context.model(NETWORK);
  await model.need(undefined, context.signal);
  return model;
}

/** The logits of some texts, [n, languages]. */
export const textLogits = (model: Model, texts: readonly string[]): Promise<Grid> =>
  evaluate(model.raw.logits(), pairCounts(texts));

async function answersFrom(model: Model, text: string): Promise<Answer[]> {
  const logits = await textLogits(model, [text]);
  const {data: probabilities} = model.probabilities(logits);
  return model.card.heads[0].classes
    .map((name, index) => ({index, name, logit: logits.data[index], probability: probabilities[index]}))
    .sort((a, b) => b.logit - a.logit);
}

/**
 * The log-odds of one class against all others: its logit − log Σ exp of the others'. A text's length moves all logits
 * together, which means nothing; the log-odds do not move with them.
 */
export function logOdds({data, shape: [n, k]}: Grid, target: number): Float32Array {
  return Float32Array.from({length: n}, (_, i) => {
    const others = Array.from(data.subarray(i * k, (i + 1) * k)).filter((_, j) => j !== target);
    const most = Math.max(...others);
    return data[i * k + target] - most - Math.log(others.reduce((sum, v) => sum + Math.exp(v - most), 0));
  });
}

interface Asked {
  answers: Answer[];
  target: Answer;
  pieces: Piece[];
  game: Game;
  score: number;
}

/** Cuts a text into players, and makes their game. */
async function asked({text, target: index, unit, absent}: TextQuestion, context: Context): Promise<Asked> {
  if (!(unit in MOST)) throw new RangeError(`unknown unit: ${unit} (there are: ${Object.keys(MOST).join(", ")})`);
  const model = await reader(context);
  const answers = await answersFrom(model, text);
  const target = index === null ? answers[0] : answers.find((answer) => answer.index === index);
  if (!target) throw new RangeError(`unknown class: ${index} (there are ${answers.length}, from 0)`);
  const pieces = joinPieces(unit === "lines" ? linesOf(text) : tokenise(text), MOST[unit]);
  const f = async (texts: readonly string[]) => logOdds(await textLogits(model, texts), target.index);
  const [score] = await f([text]);
  return {answers, target, pieces, score, game: textGame(f, text, pieces, {absent, batch: BATCH})};
}

const empty = ({answers, target, pieces, score}: Asked, steps: number): TextFrame => ({
  step: 0,
  steps,
  answers,
  target,
  pieces,
  score,
  values: null
});

/** What does the score lose when one line or token is missing? The answers first, then pieces from top to bottom. */
export async function* textOcclusion(
  question: TextQuestion,
  context: Context
): AsyncGenerator<TextFrame, void, undefined> {
  const all = await asked(question, context);
  const {game, pieces} = all;
  yield empty(all, pieces.length);
  if (!pieces.length) return;
  const batch = Math.min(BATCH, Math.max(4, Math.ceil(pieces.length / 8)));
  for await (const {step, steps, values} of leaveOneOut(game, {batch, signal: context.signal}))
    yield {...empty(all, steps), step, values};
}

export interface TextLimeFrame extends TextFrame {
  /** How much of the samples' variance the surrogate explains. */
  r2: number;
}

/** Which sum of pieces answers alike? LIME's surrogate as its samples arrive. */
export async function* textLime(
  {samples, seed, ...question}: TextQuestion & {samples: number; seed: number},
  context: Context
): AsyncGenerator<TextLimeFrame, void, undefined> {
  const all = await asked(question, context);
  yield {...empty(all, samples), r2: NaN};
  if (!all.pieces.length) return;
  for await (const {step, steps, values, r2} of lime(all.game, {samples, seed, batch: BATCH, signal: context.signal}))
    yield {...empty(all, steps), step, values, r2};
}

export interface TextShapleyFrame extends TextFrame {
  /** Standard errors; null where the values are exact. */
  errors: Float32Array | null;
  /** The score without any piece. */
  none: number;
}

/**
 * What is each piece's fair share? Sampled orders of arrival, one pair a frame; at the end exactly, where there are no
 * more than eight pieces.
 */
export async function* textShapley(
  {permutations, seed, ...question}: TextQuestion & {permutations: number; seed: number},
  context: Context
): AsyncGenerator<TextShapleyFrame, void, undefined> {
  const all = await asked(question, context);
  const {game, pieces} = all;
  const {signal} = context;
  const exact = pieces.length <= FEW;
  const steps = permutations + Number(exact);
  if (!pieces.length) return yield {...empty(all, 0), errors: null, none: all.score};
  const {none} = await extremes(game, signal);
  yield {...empty(all, steps), errors: null, none};
  for await (const {step, values, errors} of shapleySampling(game, {permutations, seed, signal}))
    yield {...empty(all, steps), step, values, errors, none};
  if (exact)
    yield {...empty(all, steps), step: steps, values: (await shapley(game, {signal})).values, errors: null, none};
}

export interface TextAgreementFrame {
  step: number;
  steps: number;
  target: Answer;
  pieces: Piece[];
  /** One explanation a method and seed. */
  runs: {name: string; values: Float32Array}[];
  /** Spearman's rank correlation of each pair, [n, n]. */
  matrix: Grid;
}

/** Do occlusion, LIME and Shapley put the same pieces first, and do two seeds of one method? A frame as each ends. */
export async function* textAgreement(
  given: TextQuestion & {samples?: number; permutations?: number; seeds?: readonly number[]},
  context: Context
): AsyncGenerator<TextAgreementFrame, void, undefined> {
  const {text, target: index, unit, absent, ...rest} = given;
  const options = {samples: 256, permutations: 8, seeds: [1, 2]};
  const {samples, permutations, seeds} = withDefaults<{
    samples: number;
    permutations: number;
    seeds: readonly number[];
  }>("textAgreement", rest, options);
  const {game, target, pieces} = await asked({text, target: index, unit, absent}, context);
  if (pieces.length < 2) throw new RangeError("Methods can be compared on two pieces or more: write another line.");
  const {signal} = context;
  const makers = [
    {name: "Occlusion", run: () => leaveOneOut(game, {signal})},
    ...seeds.map((seed) => ({
      name: `LIME, seed ${seed}`,
      run: () => lime(game, {samples, seed, batch: BATCH, signal})
    })),
    ...seeds.map((seed) => ({
      name: `Shapley, seed ${seed}`,
      run: () => shapleySampling(game, {permutations, seed, signal})
    }))
  ];
  const runs: TextAgreementFrame["runs"] = [];
  const matrix = () => agreement(runs.map(({values}) => ({data: values, shape: [values.length]})));
  for (const [i, {name, run}] of makers.entries()) {
    runs.push({name, values: new Float32Array(pieces.length)});
    for await (const {step, steps, values} of run() as AsyncIterable<{
      step: number;
      steps: number;
      values: Float32Array;
    }>) {
      runs[i].values = values;
      yield {
        step: 100 * i + Math.round((100 * step) / steps),
        steps: 100 * makers.length,
        target,
        pieces,
        runs: [...runs],
        matrix: matrix()
      };
    }
  }
}

export interface StandIns {
  answers: Answer[];
  target: Answer;
  pieces: Piece[];
  /** What the score loses without each piece, closed up and blanked. */
  removed: Float32Array;
  blank: Float32Array;
  score: number;
  /** What the score loses when all pieces go at once, either way. */
  together: {removed: number; blank: number};
}

/** Does it matter what “absent” means? Every piece taken out both ways. */
export async function textStandIns(question: Omit<TextQuestion, "absent">, context: Context): Promise<StandIns> {
  const sides = {} as Record<Absent, {values: Float32Array; together: number; all: Asked}>;
  for (const absent of ["removed", "blank"] as const) {
    const all = await asked({...question, absent}, context);
    if (!all.pieces.length) throw new RangeError("There is nothing to take out: write a line first.");
    const {none} = await extremes(all.game, context.signal);
    let values = new Float32Array(all.pieces.length);
    for await (const frame of leaveOneOut(all.game, {batch: BATCH, signal: context.signal}))
      values = Float32Array.from(frame.values);
    sides[absent] = {values, together: all.score - none, all};
  }
  const {answers, target, pieces, score} = sides.removed.all;
  return {
    answers,
    target,
    pieces,
    score,
    removed: sides.removed.values,
    blank: sides.blank.values,
    together: {removed: sides.removed.together, blank: sides.blank.together}
  };
}
