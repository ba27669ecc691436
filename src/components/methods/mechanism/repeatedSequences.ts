import {full, grid, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {withDefaults} from "../../lab/options.js";

export interface RepeatOptions {
  sequences: number;
  /** Tokens in a sequence, the opening token counted. */
  length: number;
  /** Tokens are 0 … vocabulary − 1; 0 opens every sequence and comes nowhere else. */
  vocabulary: number;
  /** Shortest and longest phrase. */
  phrase: [shortest: number, longest: number];
  seed: number;
}

/**
 * What should an induction head be trained on? Each sequence opens with token 0 and goes on with one random phrase
 * without repeated tokens, said again and again to the end. Phrases differ in length from sequence to sequence, so
 * that the position alone does not tell what comes next: only looking for what followed the same token before does.
 * `tokens` [sequences, length] and each sequence's phrase length, `periods`.
 *
 * @see Olsson et al. (2022), In-context Learning and Induction Heads, "repeated random sequences",
 * https://transformer-circuits.pub/2022/in-context-learning-and-induction-heads
 */
export function repeatedSequences(options: Partial<RepeatOptions> = {}): {tokens: Grid; periods: Int32Array} {
  const {sequences, length, vocabulary, phrase, seed} = withDefaults<RepeatOptions>("repeatedSequences", options, {
    sequences: 64,
    length: 33,
    vocabulary: 27,
    phrase: [6, 14],
    seed: 0
  });
  if (phrase[1] >= vocabulary)
    throw new RangeError(`a phrase of ${phrase[1]} different tokens needs a vocabulary above that, not ${vocabulary}`);
  const next = random(seed);
  const tokens = full([sequences, length]);
  const periods = new Int32Array(sequences);
  for (let n = 0; n < sequences; ++n) {
    const period = (periods[n] = phrase[0] + next.integer(phrase[1] - phrase[0] + 1));
    const words = next.permutation(vocabulary - 1);
    for (let t = 1; t < length; ++t) tokens.data[n * length + t] = 1 + words[(t - 1) % period];
  }
  return {tokens, periods};
}

export interface CorruptedPair {
  /** [1, length]: the opening token, a phrase, and the phrase again up to its token before `answer`. */
  clean: Grid;
  /** The same, with the token that followed at the first saying replaced: `instead` is what should come now. */
  corrupted: Grid;
  /** The token to come in the clean sequence, and in the corrupted one. */
  answer: number;
  instead: number;
  /** The one place where the two differ. */
  position: number;
}

/**
 * What would an induction head say if history had been otherwise? Two sequences that differ in one token, and so in
 * what must come next: the pair for patching activations from one run to the other. The metric is the last place's
 * logit of `answer` minus that of `instead`.
 */
export function corruptedPair({phrase = 10, said = 5, vocabulary = 27, seed = 0} = {}): CorruptedPair {
  if (!(said >= 1 && said < phrase && phrase + 2 <= vocabulary))
    throw new RangeError(`said must be 1 to ${phrase - 1}, not ${said}, and phrase at most ${vocabulary - 2}`);
  const words = Array.from(random(seed).permutation(vocabulary - 1), (word) => word + 1);
  const first = words.slice(0, phrase);
  const clean = [0, ...first, ...first.slice(0, said)];
  const position = said + 1;
  const instead = words[phrase];
  const corrupted = clean.map((token, t) => (t === position ? instead : token));
  const shape = [1, clean.length];
  return {clean: grid(clean, shape), corrupted: grid(corrupted, shape), answer: first[said], instead, position};
}
