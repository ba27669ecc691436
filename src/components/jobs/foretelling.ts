import {type Grid} from "../arrays/grid.js";
import {last} from "../lab/frames.js";
import {baselineOf} from "../methods/attribution/baselines.js";
import {infidelity} from "../methods/evaluation/infidelity.js";
import {sensitivityN} from "../methods/evaluation/sensitivityN.js";
import {answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";
import {explainSubject, subjectOf, type MethodName, type OptionValue} from "./explain.js";

/** Methods that give every number of the input a signed part of the answer, with options that keep them quick. */
const PARTS: Partial<Record<MethodName, Record<string, OptionValue>>> = {
  inputXGradient: {},
  integratedGradients: {steps: 16},
  expectedGradients: {samples: 32},
  deepLift: {}
};

/** How well one method's numbers foretell what the network does. */
export interface Foretold {
  method: MethodName;
  /** How many numbers go missing at once, and the correlation of their attributions' sum with what the answer loses. */
  n: number[];
  correlation: number[];
  /** The share of the answer's moves under noise that the numbers do not foretell: 0 … 1. */
  infidelity: number;
}

export interface ForetellingFrame {
  step: number;
  steps: number;
  target: Answer;
  methods: Foretold[];
}

/**
 * Do a method's numbers foretell what happens when pixels go missing, or are disturbed by noise of `sigma` (a share of
 * the picture's range)? Sensitivity-n for `points` sizes of the set, from one number to half of all, and infidelity. A
 * frame a method.
 */
export async function* foretelling(
  {points, sets, sigma, seed, ...question}: Question & {points: number; sets: number; sigma: number; seed: number},
  context: Context
): AsyncGenerator<ForetellingFrame, void, undefined> {
  const {model, x, target} = await answered(question, context);
  const {signal} = context;
  const baseline = baselineOf({kind: "mean"}, x);
  const subject = subjectOf(model, {x, baseline, target: target.index});
  const half = Math.floor(x.data.length / 2);
  const n = Array.from({length: points}, (_, k) => Math.round(half ** (k / (points - 1))));
  const names = Object.keys(PARTS) as MethodName[];
  const methods: Foretold[] = [];
  for (const method of names) {
    const {attribution} = await last(explainSubject(method, subject, PARTS[method], signal));
    const correlation: number[] = [];
    for (const size of n)
      correlation.push(await sensitivityN(subject.f, x, attribution, {n: size, samples: sets, baseline, seed, signal}));
    // Input × gradient is a product with the input itself, the others with its distance from the baseline.
    const factor = method === "inputXGradient" ? x : difference(x, baseline);
    const weights = perUnit(attribution, factor);
    methods.push({
      method,
      n,
      correlation,
      infidelity: await infidelity(subject.f, x, weights, {samples: 2 * sets, sigma, seed, signal})
    });
    yield {step: methods.length, steps: names.length, target, methods: structuredClone(methods)};
  }
}

const difference = (a: Grid, b: Grid): Grid => ({data: a.data.map((v, i) => v - b.data[i]), shape: a.shape});

/** Effects per unit of input; 0 where the input tells none. */
const perUnit = ({data, shape}: Grid, factor: Grid): Grid => ({
  data: data.map((v, i) => (Math.abs(factor.data[i]) > 1e-6 ? v / factor.data[i] : 0)),
  shape
});
