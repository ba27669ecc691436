import {interpolateMagma, interpolateViridis, schemePuOr} from "d3-scale-chromatic";
import {extentOf} from "../arrays/grid.js";

/** Colour maps: two sequential (dark is low) and one diverging (purple against, orange for, zero exactly between). */
export type Scheme = "magma" | "viridis" | "PuOr";

/** Which numbers the ends of a colour map stand for. */
export type Domain = "symmetric" | "positive" | readonly [low: number, high: number];

/** A colour map as RGB bytes, three an entry. */
export type ColourTable = Uint8ClampedArray;

const interpolators: Record<Scheme, (t: number) => string> = {
  magma: interpolateMagma,
  viridis: interpolateViridis,
  PuOr: (t) => between(schemePuOr[11], t)
};

/**
 * A colour on the straight lines between a scheme's own colours. (d3's interpolator smooths them, which tints the
 * middle; zero has to be a neutral grey.)
 */
function between(colours: readonly string[], t: number): string {
  const at = t * (colours.length - 1);
  const i = Math.min(Math.floor(at), colours.length - 2);
  const [a, b] = [parseColour(colours[i]), parseColour(colours[i + 1])];
  return `rgb(${a.map((v, c) => Math.round(v + (b[c] - v) * (at - i))).join(", ")})`;
}

// An odd count puts one entry exactly at the middle, so that zero has a colour of its own.
const entries: Record<Scheme, number> = {magma: 256, viridis: 256, PuOr: 257};

/** The red, green and blue (0…255) of a colour written as #rrggbb or rgb(r, g, b). */
export function parseColour(text: string): [number, number, number] {
  if (text.startsWith("#")) {
    const n = parseInt(text.slice(1), 16);
    return [n >> 16, (n >> 8) & 255, n & 255];
  }
  const [r, g, b] = text.match(/\d+/g)!.map(Number);
  return [r, g, b];
}

const tables = new Map<Scheme, ColourTable>();

/** The lookup table of a colour map, from its low end to its high end. */
export function colourTable(scheme: Scheme): ColourTable {
  let table = tables.get(scheme);
  if (!table) {
    const n = entries[scheme];
    table = Uint8ClampedArray.from(
      Array.from({length: n}, (_, i) => parseColour(interpolators[scheme](i / (n - 1)))).flat()
    );
    tables.set(scheme, table);
  }
  return table;
}

/** Where numbers fall on a colour map. */
export interface ColourScale {
  low: number;
  high: number;
  /** Of a number: 0 at the low end, 1 at the high end, clipped; .5 is zero when the domain is symmetric. */
  position(value: number): number;
}

/**
 * Fits a colour scale to numbers. "symmetric" runs from −m to m and puts zero in the middle, "positive" from 0 to m,
 * where m is the `quantile` of the magnitudes (1: the largest); a pair of numbers is taken as it is. `exponent` bends
 * the scale away from zero: below 1 it lifts small values, above 1 it hides them.
 */
export function colourScale(
  data: ArrayLike<number>,
  {domain = "positive", quantile = 1, exponent = 1}: {domain?: Domain; quantile?: number; exponent?: number} = {}
): ColourScale {
  if (domain === "symmetric") {
    const m = magnitude(data, quantile);
    const half = (v: number) => (m > 0 ? Math.min(Math.abs(v) / m, 1) ** exponent / 2 : 0);
    return {low: -m, high: m, position: (v) => (v < 0 ? 0.5 - half(v) : v > 0 ? 0.5 + half(v) : 0.5)};
  }
  const [low, high] = domain === "positive" ? [0, magnitude(data, quantile)] : domain;
  const position = (v: number) => (v > low && high > low ? Math.min((v - low) / (high - low), 1) ** exponent : 0);
  return {low, high, position};
}

function magnitude(data: ArrayLike<number>, quantile: number): number {
  if (quantile < 1) {
    const sorted = Float32Array.from(data, Math.abs).sort();
    // A map that is zero almost everywhere has a quantile of zero; its largest value still has to show.
    return sorted[Math.round(quantile * (sorted.length - 1))] || (sorted.at(-1) ?? 0);
  }
  const [min, max] = extentOf(data);
  return Number.isNaN(min) ? 0 : Math.max(Math.abs(min), Math.abs(max));
}

/** The index into a colour table (of n entries) nearest to a position. */
export const entryAt = (position: number, n: number): number => Math.round(position * (n - 1));

/** The colour of a position as CSS. */
export function colourAt(scheme: Scheme, position: number): string {
  const table = colourTable(scheme);
  const i = 3 * entryAt(Math.min(Math.max(position, 0), 1), table.length / 3);
  return `rgb(${table[i]}, ${table[i + 1]}, ${table[i + 2]})`;
}

/** What speaks for an answer, and what speaks against it: the same two colours on every page. */
export const FOR = "#d9731a";
export const AGAINST = "#7d6bb3";

/**
 * One colour for each digit and for whatever is tenfold or less: Okabe and Ito's eight, with black and yellow replaced
 * by tones that show on paper and on ink alike, and two more.
 * @see Okabe & Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color/
 */
export const CATEGORIES = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#56b4e9",
  "#8c6d31",
  "#7b5ea7",
  "#8a8a8a",
  "#b3a800"
] as const;

/** The colour of the i-th category; after ten they repeat. */
export const categoryColour = (i: number): string => CATEGORIES[((i % 10) + 10) % 10];
