import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {throwIfAborted} from "../lab/options.js";
import {distances, type Norm} from "../methods/adversarial/budget.js";
import {deepFool} from "../methods/adversarial/deepFool.js";
import {fgsm} from "../methods/adversarial/fgsm.js";
import {attackObjective} from "../methods/adversarial/objective.js";
import {pgd} from "../methods/adversarial/pgd.js";
import {answered} from "./answered.js";
import {answersOf, type Answer} from "./classify.js";
import type {Context} from "./context.js";

export type AttackMethod = "fgsm" | "pgd" | "deepFool";

export interface AttackArgs {
  model: string;
  /** Of the size the network is to see. */
  image: Image;
  method: AttackMethod;
  norm: Norm;
  /** How far the picture may move; DeepFool has no budget, and takes what it needs. */
  epsilon: number;
  steps: number;
  /** Begin at a random point of the budget? PGD only. */
  randomStart?: boolean;
  seed?: number;
  /** The class to arrive at; null for any other than the first answer. */
  target: number | null;
}

export interface AttackFrame {
  step: number;
  steps: number;
  /** The network's answers to the picture as it was, and as it is now. */
  before: Answer[];
  after: Answer[];
  /** The picture now. */
  adversarial: Image;
  /** What was added to it, of its shape. */
  perturbation: Grid;
  /** Its largest number and its Euclidean length. */
  linf: number;
  l2: number;
  /** Has the attack what it wanted? */
  fooled: boolean;
  /** Every class's probability, by class, at each step so far from the untouched picture on. */
  course: Float32Array[];
}

/** How small a change makes a network say something else? A frame a step, the first with the picture untouched. */
export async function* attack(args: AttackArgs, context: Context): AsyncGenerator<AttackFrame, void, undefined> {
  const {image, target} = args;
  const {signal} = context;
  const {model, x, answers: before} = await answered({...args, target: null}, context);
  if (target !== null && !before.some(({index}) => index === target))
    throw new RangeError(`unknown class: ${target} (${args.model} has classes 0 to ${before.length - 1})`);
  const course = [byClass(before)];
  const frame = (step: number, steps: number, moved: Grid, after: Answer[]): AttackFrame => ({
    step,
    steps,
    before,
    after,
    adversarial: {data: moved.data, shape: image.shape},
    perturbation: {data: moved.data.map((v, i) => v - image.data[i]), shape: [...image.shape]},
    linf: distances(x, moved, "linf")[0],
    l2: distances(x, moved, "l2")[0],
    fooled: target === null ? after[0].index !== before[0].index : after[0].index === target,
    course: [...course]
  });
  yield frame(0, args.method === "fgsm" ? 1 : args.steps, x, before);
  const objective = attackObjective(model.logits(), [target ?? before[0].index], target !== null);
  for await (const {step, steps, adversarial} of framesOf(args, objective, model.logits(), x, signal)) {
    throwIfAborted(signal);
    const after = await answersOf(model, adversarial);
    course.push(byClass(after));
    yield frame(step, steps, adversarial, after);
  }
}

const byClass = (answers: Answer[]): Float32Array => {
  const probabilities = new Float32Array(answers.length);
  for (const {index, probability} of answers) probabilities[index] = probability;
  return probabilities;
};

type Objective = ReturnType<typeof attackObjective>;

/** The attack asked for, as frames. */
function framesOf(
  {method, norm, epsilon, steps, randomStart, seed, target}: AttackArgs,
  objective: Objective,
  logits: Parameters<typeof deepFool>[0],
  x: Grid,
  signal: AbortSignal
): AsyncIterable<{step: number; steps: number; adversarial: Grid}> {
  switch (method) {
    case "fgsm":
      return oneStep(fgsm(objective, x, {norm, epsilon, signal}));
    case "pgd":
      return pgd(objective, x, {norm, epsilon, steps, randomStart, seed, signal});
    case "deepFool":
      if (target !== null) throw new RangeError("DeepFool goes to the nearest other answer: it takes no target");
      return untilOver(deepFool(logits, x, {steps, signal}));
    default:
      throw new RangeError(`unknown attack: ${method as string} (there are: fgsm, pgd, deepFool)`);
  }
}

async function* oneStep(answer: Promise<{adversarial: Grid}>) {
  yield {step: 1, steps: 1, adversarial: (await answer).adversarial};
}

/** DeepFool ends when it has what it wants: its last step is then the last there is. */
async function* untilOver(frames: ReturnType<typeof deepFool>) {
  for await (const {step, steps, adversarial, from, to} of frames)
    yield {step, steps: from === to ? steps : step, adversarial};
}
