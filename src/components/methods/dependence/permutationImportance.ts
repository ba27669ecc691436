import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {withDefaults} from "../../lab/options.js";
import {withEach} from "./ale.js";
import {answersOf, columnOf, meanOf, type Predict} from "./predict.js";

/** rmse: root mean squared error; mse: mean squared; mae: mean absolute. */
export type Loss = "rmse" | "mse" | "mae";

export interface PermutationOptions {
  /** How often each column is shuffled. */
  repeats: number;
  loss: Loss;
  seed: number;
  signal?: AbortSignal;
}

export interface PermutationImportance {
  /** The loss before anything was shuffled. */
  error: number;
  /** For each column: how much the loss rises, each time, on average, and the standard deviation of that. */
  columns: {rises: number[]; mean: number; sd: number}[];
}

/**
 * How much worse does a model get when it cannot rely on a column? The column is shuffled among the rows, which cuts its
 * tie to the answer y and to the other columns alike, and the loss is taken again. Rows the model has not been trained
 * on say what it needs to predict; its training rows say what it has leant on. Columns that tell the same share it.
 * @see Breiman (2001), "Random forests", section 10, https://doi.org/10.1023/A:1010933404324; Fisher, Rudin & Dominici
 * (2019), "All models are wrong, but many are useful", https://arxiv.org/abs/1801.01489
 */
export async function permutationImportance(
  predict: Predict,
  x: Grid,
  y: ArrayLike<number>,
  options?: Partial<PermutationOptions>
): Promise<PermutationImportance> {
  const {repeats, loss, seed, signal} = withDefaults<PermutationOptions>("permutationImportance", options, {
    repeats: 5,
    loss: "rmse",
    seed: 0,
    signal: undefined
  });
  if (y.length !== x.shape[0]) throw new RangeError(`${y.length} answers for ${x.shape[0]} rows`);
  const next = random(seed);
  const error = lossOf(loss, await answersOf(predict, x, signal), y);
  const columns: PermutationImportance["columns"] = [];
  for (let j = 0; j < x.shape[1]; ++j) {
    const own = columnOf(x, j);
    const rises: number[] = [];
    for (let r = 0; r < repeats; ++r) {
      const shuffled = Array.from(next.permutation(own.length), (i) => own[i]);
      rises.push(lossOf(loss, await answersOf(predict, withEach(x, j, shuffled), signal), y) - error);
    }
    const mean = meanOf(rises);
    columns.push({rises, mean, sd: Math.sqrt(meanOf(rises.map((v) => (v - mean) ** 2)))});
  }
  return {error, columns};
}

function lossOf(loss: Loss, said: ArrayLike<number>, y: ArrayLike<number>): number {
  const miss = Array.from(y, (v, i) => said[i] - v);
  switch (loss) {
    case "rmse":
      return Math.sqrt(meanOf(miss.map((v) => v * v)));
    case "mse":
      return meanOf(miss.map((v) => v * v));
    case "mae":
      return meanOf(miss.map(Math.abs));
    default:
      throw new RangeError(`unknown loss: ${loss} (there are: rmse, mse, mae)`);
  }
}
