import {grid, sizeOf, type Grid} from "../arrays/grid.js";
import {readActivations} from "../methods/mechanism/patching.js";
import {repeatedSequences} from "../methods/mechanism/repeatedSequences.js";
import {openTransformer} from "../models/transformer.js";
import {transformerOf, type TransformerSource} from "./transformerSource.js";

export interface StreamArgs {
  network: TransformerSource;
  /** Where the residual stream is read: what this layer reads, or with the number of layers, what the answer is read from. */
  at: number;
  /** Repeated phrases to read it on (methods/mechanism/repeatedSequences.ts). */
  sequences?: number;
  seed?: number;
}

/**
 * What does the residual stream hold while a transformer reads? One row for each place of some generated sequences but
 * the first, where nothing has been read yet: row i belongs to sequence ⌊i / (T − 1)⌋ at place 1 + i mod (T − 1).
 */
export async function residualStream({network, at, sequences = 64, seed = 1}: StreamArgs): Promise<{
  activations: Grid;
  tokens: Grid;
}> {
  const transformer = transformerOf(network);
  const {context: length, vocabulary, width} = transformer;
  // Seeds of the training's batches are even.
  const {tokens} = repeatedSequences({sequences, length, vocabulary, seed: 2 * seed + 1});
  const open = openTransformer(transformer);
  try {
    const name = `residual.${at}`;
    const {data} = (await readActivations(open.run, tokens, [name])).get(name)!;
    const rows = new Float32Array(sizeOf([sequences, length - 1, width]));
    const size = (length - 1) * width;
    for (let n = 0; n < sequences; ++n)
      rows.set(data.subarray(n * length * width + width, (n + 1) * length * width), n * size);
    return {activations: grid(rows, [sequences * (length - 1), width]), tokens};
  } finally {
    open.dispose();
  }
}
