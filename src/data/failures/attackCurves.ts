import {sliceOf, stack, type Grid} from "../../components/arrays/grid.js";
import type {Image} from "../../components/arrays/image.js";
import {jpeg} from "../../components/arrays/jpeg.js";
import {evaluate} from "../../components/lab/gradient.js";
import {last} from "../../components/lab/frames.js";
import {fgsm} from "../../components/methods/adversarial/fgsm.js";
import {attackObjective} from "../../components/methods/adversarial/objective.js";
import {pgd} from "../../components/methods/adversarial/pgd.js";
import {blur} from "../../components/methods/attribution/baselines.js";
import type {Model} from "../../components/models/model.js";
import type {Digits} from "../mnist.js";

/** How many of the digits that were read rightly are misread under attacks of one budget. */
export interface AttackRow {
  epsilon: number;
  /** By one step, by many, and by random noise of the same budget. */
  fgsm: number;
  pgd: number;
  noise: number;
  /** PGD's digits behind a blur, behind JPEG, and read by another network that the attack did not know. */
  blurred: number;
  jpeg: number;
  other: number;
}

export interface AttackCurves {
  digits: number;
  /** Read rightly before, of `digits`: shares below are of these. */
  right: number;
  steps: number;
  sigma: number;
  quality: number;
  seed: number;
  rows: AttackRow[];
}

const STEPS = 10;
const SIGMA = 1;
const QUALITY = 50;
const SEED = 1;

/** How often does an attack on `model` succeed, by its budget (L∞)? Shares of the digits that were read rightly. */
export async function attackCurves(
  model: Model,
  other: Model,
  {images, labels}: Digits,
  epsilons: readonly number[]
): Promise<AttackCurves> {
  const said = await answers(model, images);
  const kept = Array.from(labels.keys()).filter((i) => said[i] === labels[i]);
  const x = stack(kept.map((i) => sliceOf(images, i)));
  const truth = kept.map((i) => labels[i]);
  const objective = attackObjective(model.logits(), truth, false);
  const missed = async (network: Model, inputs: Grid) => {
    const said = await answers(network, inputs);
    return truth.filter((label, i) => said[i] !== label).length / truth.length;
  };
  const each = (f: (image: Image) => Image, inputs: Grid) => stack(truth.map((_, i) => f(sliceOf(inputs, i) as Image)));
  const rows: AttackRow[] = [];
  for (const epsilon of epsilons) {
    const one = (await fgsm(objective, x, {epsilon})).adversarial;
    const many = (await last(pgd(objective, x, {epsilon, steps: STEPS, seed: SEED}))).adversarial;
    // The same budget spent without looking at the gradient.
    const blind = (await last(pgd(objective, x, {epsilon, steps: 1, stepSize: 0, seed: SEED}))).adversarial;
    rows.push({
      epsilon,
      fgsm: await missed(model, one),
      pgd: await missed(model, many),
      noise: await missed(model, blind),
      blurred: await missed(model, blur(many, SIGMA)),
      jpeg: await missed(
        model,
        each((image) => jpeg(image, QUALITY), many)
      ),
      other: await missed(other, many)
    });
  }
  return {
    digits: labels.length,
    right: kept.length,
    steps: STEPS,
    sigma: SIGMA,
    quality: QUALITY,
    seed: SEED,
    rows
  };
}

/** The class each picture gets. */
async function answers(model: Model, images: Grid): Promise<number[]> {
  const logits = await evaluate(model.logits(), images);
  return Array.from({length: images.shape[0]}, (_, i) => {
    const row = sliceOf(logits, i).data;
    return row.indexOf(row.reduce((m, v) => Math.max(m, v), -Infinity));
  });
}
