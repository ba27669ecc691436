import type {Grid} from "../arrays/grid.js";
import {matrixView} from "./matrixView.js";
import {methodName} from "./methodNames.js";

/** How far each pair of methods points at the same places. */
export interface MethodAgreement {
  methods: readonly string[];
  /** [n, n], ones on the diagonal. */
  matrix: Grid;
}

/** Shows the agreement of each pair of methods as a matrix. */
export function agreementView(
  {methods, matrix, measure}: MethodAgreement & {measure: "rank" | "top"},
  target?: HTMLElement
): HTMLElement {
  const names = methods.map(methodName);
  return matrixView(matrix, {
    rows: names,
    columns: names,
    domain: measure === "rank" ? "symmetric" : [0, 1],
    size: 24,
    format: (v) => v.toFixed(2).replace("-", "−"),
    alt: agreementInWords({methods, matrix}),
    target
  });
}

/** Which two methods agree most and least. */
export function agreementInWords({methods, matrix: {data}}: MethodAgreement): string {
  const n = methods.length;
  const pairs: {i: number; j: number; value: number}[] = [];
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < i; ++j) if (Number.isFinite(data[i * n + j])) pairs.push({i, j, value: data[i * n + j]});
  if (!pairs.length) return "One method is ready; there is nothing to compare it with yet.";
  pairs.sort((a, b) => b.value - a.value);
  const said = ({i, j, value}: {i: number; j: number; value: number}) =>
    `${methodName(methods[j])} and ${methodName(methods[i])} (${value.toFixed(2).replace("-", "−")})`;
  const mean = pairs.reduce((sum, {value}) => sum + value, 0) / pairs.length;
  return pairs.length === 1
    ? `The agreement of ${said(pairs[0])}.`
    : `Most alike are ${said(pairs[0])}, least ${said(pairs[pairs.length - 1])}. The mean over all pairs is ${mean.toFixed(2).replace("-", "−")}.`;
}
