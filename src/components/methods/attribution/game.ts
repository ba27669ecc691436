import {full, type Grid} from "../../arrays/grid.js";
import {evaluate, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {batchFor, oneExample, baselineGrid} from "./attribution.js";

/** A game that coalitions of players play: what would the answer be with only these present? */
export interface Game {
  players: number;
  /** What each coalition earns. Rows of `players` flags, 1 for present: [n · players] → [n]. */
  play(coalitions: Uint8Array, signal?: AbortSignal): Promise<Float32Array>;
}

export interface MaskingOptions {
  /** What takes the place of absent players; of x's shape, or one number for all. Zeros when left out. */
  baseline?: Grid | number;
  /**
   * Which features play together: whole numbers of the shape of one example, or of its leading axes ([h, w] for
   * [1, h, w, c]: all channels together). Each feature plays alone when left out.
   */
  segments?: Grid;
  /** Coalitions computed at once. Chosen by the input's size when left out. */
  batch: number;
}

/** The players that share an input's features. */
export interface Players {
  /** The ids found in the segments, rising; player k is ids[k]. */
  ids: number[];
  /** The player of each feature of one example. */
  of: Int32Array;
}

export interface MaskingGame extends Game, Players {
  /** Gives each feature its player's value: [players] → x's shape. */
  spread(values: ArrayLike<number>): Grid;
}

/** Which player does each feature of x belong to? */
export function playersOf(x: Grid, segments?: Grid): Players {
  const shape = x.shape.slice(1);
  const size = x.data.length / x.shape[0];
  if (!segments)
    return {ids: Array.from({length: size}, (_, i) => i), of: Int32Array.from({length: size}, (_, i) => i)};
  const repeat = size / segments.data.length;
  if (shape.slice(0, segments.shape.length).join() !== segments.shape.join())
    throw new RangeError(
      `segments must have the shape [${shape.join(", ")}] or its leading axes, and have [${segments.shape.join(", ")}]`
    );
  const ids = [...new Set(segments.data)].sort((a, b) => a - b);
  const player = new Map(ids.map((id, k) => [id, k]));
  return {ids, of: Int32Array.from({length: size}, (_, i) => player.get(segments.data[Math.floor(i / repeat)])!)};
}

/**
 * What does f say of x when only some of its features are there? A game whose players are features or segments of
 * features of x [1, …]; absent ones take the baseline's values.
 */
export function maskingGame(f: Scores, x: Grid, options?: Partial<MaskingOptions>): MaskingGame {
  const {segments, batch, ...given} = withDefaults<MaskingOptions>("maskingGame", options, {
    baseline: undefined,
    segments: undefined,
    batch: batchFor(x.data.length)
  });
  oneExample("maskingGame", x);
  const baseline = baselineGrid(x, given.baseline);
  const {ids, of} = playersOf(x, segments);
  const players = ids.length;
  const size = x.data.length;
  const masked = (coalitions: Uint8Array): Grid => {
    const n = coalitions.length / players;
    const data = new Float32Array(n * size);
    for (let k = 0, at = 0; k < n; ++k)
      for (let i = 0; i < size; ++i, ++at) data[at] = coalitions[k * players + of[i]] ? x.data[i] : baseline.data[i];
    return {data, shape: [n, ...x.shape.slice(1)]};
  };
  return {
    players,
    ids,
    of,
    async play(coalitions, signal) {
      const values = new Float32Array(coalitions.length / players);
      for (let start = 0; start < values.length; start += batch) {
        await breathe();
        throwIfAborted(signal);
        const some = coalitions.subarray(start * players, (start + batch) * players);
        values.set((await evaluate(f, masked(some))).data, start);
      }
      return values;
    },
    spread: (values) => ({data: Float32Array.from(of, (player) => values[player]), shape: [...x.shape]})
  };
}

/** What the empty and the full coalition earn. */
export async function extremes(game: Game, signal?: AbortSignal): Promise<{none: number; all: number}> {
  const coalitions = new Uint8Array(2 * game.players).fill(1, game.players);
  const [none, all] = await game.play(coalitions, signal);
  return {none, all};
}

/** Segments for an activation [n, h, w, c] in which each channel is one player: which channels matter? */
export function channelSegments({shape}: Grid): Grid {
  const [, ...each] = shape;
  const channels = each[each.length - 1];
  const segments = full(each);
  segments.data.forEach((_, i) => (segments.data[i] = i % channels));
  return segments;
}
