import type {Grid} from "../arrays/grid.js";
import type {Parameters} from "../lab/adam.js";
import {descend, type Descent, type DescentOptions} from "../lab/descend.js";
import {evaluate, toGrid, withTensor} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {inductionScore, previousTokenScore} from "../methods/mechanism/headScores.js";
import {repeatedSequences} from "../methods/mechanism/repeatedSequences.js";
import {
  initialTransformer,
  openTransformer,
  runTransformer,
  type Transformer,
  type TransformerSize
} from "../models/transformer.js";

/** The size of the transformers that the pages look into. */
export const TRANSFORMER: TransformerSize = {
  layers: 2,
  heads: 4,
  width: 64,
  headWidth: 32,
  vocabulary: 27,
  context: 33
};

export interface TransformerTraining extends Partial<Pick<DescentOptions, "steps" | "stepSize" | "every">> {
  size?: Partial<TransformerSize>;
  /** Weight of the penalty on heads' norms at the end of training; it grows from 0 in a straight line. */
  thrift?: number;
  /** Sequences in a batch; each step draws new ones. */
  sequences?: number;
  seed: number;
}

/** A transformer on its way: Descent's frame with the whole network. */
export interface TransformerFrame extends Omit<Descent, "parameters"> {
  transformer: Transformer;
}

/**
 * When does a transformer learn to look back? Cross-entropy of the next token over repeated random phrases, by Adam.
 * For a while the loss hardly moves; then, within some dozens of steps, induction appears. All heads of a layer learn
 * it together; a growing penalty on the norm of each head's weights (a group lasso) then silences the ones that the
 * others can do without, so that what remains can be read: one job, one head.
 *
 * @see Olsson et al. (2022), In-context Learning and Induction Heads (the phase change),
 * https://transformer-circuits.pub/2022/in-context-learning-and-induction-heads; Yuan & Lin (2006), Model Selection and
 * Estimation in Regression with Grouped Variables, J. R. Stat. Soc. B 68(1) (the group lasso)
 */
export async function* trainTransformer(
  {size, sequences = 16, seed, steps = 1000, stepSize = 4e-3, every = 25, thrift = 0.02}: TransformerTraining,
  {signal}: {signal?: AbortSignal} = {}
): AsyncGenerator<TransformerFrame, void, undefined> {
  const start = initialTransformer({...TRANSFORMER, ...size}, seed);
  const {context, vocabulary} = start;
  const loss = (p: Record<string, tf.Tensor>, step: number) => {
    // Seeds of training batches are even, so that they never meet the odd ones used for testing.
    const {tokens} = repeatedSequences({sequences, length: context, vocabulary, seed: 2 * (seed * 1e6 + step)});
    const t = tf.tensor(tokens.data, tokens.shape);
    return tf.add(
      tf.mean(nextTokenLoss(runTransformer(start, p, t), t)),
      tf.mul(headNorms(start, p), (thrift * step) / steps)
    );
  };
  const course = descend(start.parameters, loss, {steps, stepSize, every, clip: 1, signal});
  for await (const {parameters, ...frame} of course) yield {...frame, transformer: {...start, parameters}};
}

/** The sum over all heads of the Euclidean norm of the head's weights together (a group lasso). */
function headNorms({layers, heads}: TransformerSize, p: Parameters): tf.Tensor {
  const squares = (w: tf.Tensor, axis: 0 | 1) => {
    const [rows, columns] = w.shape;
    const blocks = axis === 0 ? [heads, rows / heads, columns] : [rows, heads, columns / heads];
    return tf.sum(tf.square(tf.reshape(w, blocks)), axis === 0 ? [1, 2] : [0, 2]);
  };
  return tf.addN(
    Array.from({length: layers}, (_, l) => {
      const inward = ["query", "key", "value"].map((name) => squares(p[`${l}.${name}`], 1));
      return tf.sum(tf.sqrt(tf.add(tf.addN([...inward, squares(p[`${l}.output`], 0)]), 1e-6)));
    })
  );
}

/** How surprised is the network by each next token? Logits [n, T, vocabulary], tokens [n, T] → nats [n, T − 1]. */
export function nextTokenLoss(logits: tf.Tensor, tokens: tf.Tensor): tf.Tensor {
  const [n, steps, vocabulary] = logits.shape;
  const next = tf.oneHot(tf.cast(tf.slice(tokens, [0, 1], [n, steps - 1]), "int32"), vocabulary);
  const said = tf.logSoftmax(tf.slice(logits, [0, 0, 0], [n, steps - 1, vocabulary]));
  return tf.neg(tf.sum(tf.mul(said, tf.cast(next, "float32")), 2));
}

export interface TransformerScore {
  /** Mean loss in nats where the phrase is said for the first time, and where it repeats. */
  first: number;
  repeated: number;
  /** Share of repeated tokens that got the highest logit. */
  accuracy: number;
  /** By layer and head. */
  induction: number[][];
  previousToken: number[][];
}

/** How good is the network on fresh sequences, and what do its heads do? */
export async function scoreTransformer(
  transformer: Transformer,
  {sequences = 64, seed = 1} = {}
): Promise<TransformerScore> {
  const {context: length, vocabulary} = transformer;
  const {tokens, periods} = repeatedSequences({sequences, length, vocabulary, seed: 2 * seed + 1});
  const {logits, patterns} = await patternsOf(transformer, tokens);
  const loss = await evaluate((l) => nextTokenLoss(l, tf.tensor(tokens.data, tokens.shape)), logits);
  const score = {first: 0, repeated: 0, accuracy: 0};
  let [firsts, repeats] = [0, 0];
  for (let n = 0; n < sequences; ++n)
    for (let t = 0; t < length - 1; ++t) {
      const value = loss.data[n * (length - 1) + t];
      // The token after t is foretold once the phrase has begun again at or before t.
      if (t <= periods[n]) {
        ++firsts;
        score.first += value;
      } else {
        ++repeats;
        score.repeated += value;
        score.accuracy += Number(strongest(logits, n, t) === tokens.data[n * length + t + 1]);
      }
    }
  return {
    first: score.first / firsts,
    repeated: score.repeated / repeats,
    accuracy: score.accuracy / repeats,
    induction: patterns.map((p) => Array.from(inductionScore(p, tokens))),
    previousToken: patterns.map((p) => Array.from(previousTokenScore(p)))
  };
}

/** The logits and every layer's attention patterns [n, heads, T, T] for some sequences. */
export async function patternsOf(transformer: Transformer, tokens: Grid): Promise<{logits: Grid; patterns: Grid[]}> {
  const open = openTransformer(transformer);
  try {
    const [logits, ...patterns] = await withTensor(tokens, (t) => {
      const seen: tf.Tensor[] = [];
      const logits = open.run(t, (name, activation) => {
        if (name.startsWith("pattern.")) seen.push(activation);
        return activation;
      });
      return [logits, ...seen];
    });
    return {logits: await toGrid(logits), patterns: await Promise.all(patterns.map(toGrid))};
  } finally {
    open.dispose();
  }
}

function strongest({data, shape: [, steps, vocabulary]}: Grid, n: number, t: number): number {
  const row = data.subarray((n * steps + t) * vocabulary, (n * steps + t + 1) * vocabulary);
  return row.indexOf(row.reduce((max, v) => Math.max(max, v), -Infinity));
}
