import type {Grid} from "../arrays/grid.js";
import type {Piece} from "../arrays/tokenise.js";
import {shownPiece} from "./codeView.js";
import {categoryColour} from "./colour.js";
import {dotRows, type Mark} from "./dotRows.js";
import {labelled} from "./labelled.js";
import {matrixView} from "./matrixView.js";

/** Several explanations of one text. */
export interface WaysOfText {
  text: string;
  target: {name: string};
  pieces: readonly Piece[];
  runs: readonly {name: string; values: ArrayLike<number>}[];
  /** Rank correlation of each pair, [n, n]. */
  matrix: Grid;
}

const ROWS = 8;

/** How a run is drawn: a tick for occlusion, dots for LIME, rings for Shapley. */
function markOf(name: string): Omit<Mark, "value"> {
  if (name.startsWith("LIME")) return {shape: "dot", colour: categoryColour(0), name};
  if (name.startsWith("Shapley")) return {shape: "ring", colour: categoryColour(2), name};
  return {shape: "tick", name};
}

const KEY: Mark[] = [
  {value: 0, ...markOf("Occlusion"), name: "occlusion"},
  {value: 0, ...markOf("LIME"), name: "LIME, two seeds"},
  {value: 0, ...markOf("Shapley"), name: "Shapley, two seeds"}
];

/** Do the methods agree? The strongest pieces with every method's number, and how alike the rankings are. */
export function threeWaysView(given: WaysOfText, target?: HTMLElement): HTMLElement {
  const {text, pieces, runs, matrix} = given;
  const size = (i: number) => runs.reduce((sum, {values}) => sum + Math.abs(values[i]), 0);
  const order = Array.from(pieces.keys()).sort((a, b) => size(b) - size(a));
  const names = runs.map(({name}) => name);
  return labelled(
    [
      {
        title: "The strongest pieces",
        picture: (into) =>
          dotRows(
            order.slice(0, ROWS).map((i) => ({
              label: shownPiece(text, pieces[i], 18),
              marks: runs.map(({name, values}) => ({value: values[i], ...markOf(name)}))
            })),
            {unit: "log-odds", key: KEY, alt: waysInWords(given), target: into}
          )
      },
      {
        title: "Rank correlation",
        picture: (into) =>
          matrixView(matrix, {
            rows: names,
            columns: names,
            domain: "symmetric",
            size: 22,
            format: (v) => v.toFixed(2).replace("-", "−"),
            alt: waysInWords(given),
            target: into
          })
      }
    ],
    "two",
    target
  );
}

/** How alike the rankings are, across methods and across seeds, in words. */
export function waysInWords({target, runs, matrix: {data}}: WaysOfText): string {
  const n = runs.length;
  const at = (a: string, b: string) => {
    const [i, j] = [a, b].map((name) => runs.findIndex((run) => run.name.startsWith(name)));
    return i < 0 || j < 0 ? NaN : data[i * n + j];
  };
  const said = [
    ["occlusion and LIME", at("Occlusion", "LIME, seed 1")],
    ["occlusion and Shapley", at("Occlusion", "Shapley, seed 1")],
    ["LIME and Shapley", at("LIME, seed 1", "Shapley, seed 1")],
    ["the two seeds of LIME", at("LIME, seed 1", "LIME, seed 2")],
    ["the two seeds of Shapley", at("Shapley, seed 1", "Shapley, seed 2")]
  ] as const;
  const known = said.filter(([, value]) => Number.isFinite(value));
  if (!known.length) return `Occlusion is ready for ${target.name}; the others are on their way.`;
  return `For ${target.name}, rankings agree like this (1: the same, 0: no relation): ${known
    .map(([name, value]) => `${name} ${value.toFixed(2).replace("-", "−")}`)
    .join(", ")}.`;
}

/** A row for each piece, a column for each method and seed. */
export const waysTable = ({text, pieces, runs}: WaysOfText): Record<string, string | number>[] =>
  pieces.map((piece, i) => ({
    piece: shownPiece(text, piece, 60),
    ...Object.fromEntries(runs.map(({name, values}) => [name, values[i]]))
  }));
