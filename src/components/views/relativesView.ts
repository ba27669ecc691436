import {categoryColour} from "./colour.js";
import {dotRows, type Mark} from "./dotRows.js";
import {formatNumber, formatPercent} from "./format.js";

/** A method's shares of the players, and what they should add up to. */
export interface MethodShares {
  method: string;
  values: Float32Array;
  sum: number;
  due: number;
  passes: number;
}

const shapes: Mark["shape"][] = ["diamond", "dot", "ring"];

/** How near do other methods come to the Shapley values? A row for each player, a mark for each method. */
export function relativesView(
  methods: readonly MethodShares[],
  exact: Float32Array | null,
  target?: HTMLElement
): HTMLElement {
  const players = methods[0].values.length;
  const comparable = exact?.length === players ? exact : null;
  const mark = (m: number, value: number): Mark => ({
    value,
    shape: shapes[m % shapes.length],
    colour: categoryColour([1, 4, 5][m % 3]),
    name: methods[m].method
  });
  return dotRows(
    Array.from({length: players}, (_, i) => ({
      label: `player ${i + 1}`,
      marks: [
        {value: comparable?.[i] ?? NaN, shape: "tick" as const, name: "Shapley value"},
        ...methods.map(({values}, m) => mark(m, values[i]))
      ]
    })),
    {
      unit: "share of the score",
      key: [{value: 0, shape: "tick", name: "Shapley value"}, ...methods.map((_, m) => mark(m, 0))],
      alt: relativesInWords(methods, comparable),
      target
    }
  );
}

/** Each method's sum against what is due, its cost, and how it correlates with the exact shares. */
export function relativesInWords(methods: readonly MethodShares[], exact: Float32Array | null): string {
  return methods
    .map(({method, values, sum, due, passes}) => {
      const gap = Math.abs(sum - due) / Math.max(Math.abs(due), 1e-9);
      const near =
        exact?.length === values.length
          ? `, off by ${formatNumber(values.reduce((most, v, i) => Math.max(most, Math.abs(v - exact[i])), 0))} at most`
          : "";
      return `${method} takes ${passes} passes: its shares add up to ${formatNumber(sum)}, where ${formatNumber(due)} is due (gap ${formatPercent(gap)})${near}.`;
    })
    .join(" ");
}
