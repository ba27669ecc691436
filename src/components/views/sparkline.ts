import {extentOf} from "../arrays/grid.js";
import {h, s, svg} from "./dom.js";
import {formatNumber} from "./format.js";

/** How a line of numbers is drawn. */
export interface SparklineOptions {
  /** What the numbers are: "loss". */
  label: string;
  width?: number;
  height?: number;
  /** How many numbers there will be in the end, so that a growing line keeps its scale. */
  length?: number;
  domain?: readonly [number, number];
  format?: (value: number) => string;
  target?: HTMLElement;
}

/** How did a number go? A small line with its last value written at its end. */
export function sparkline(values: ArrayLike<number>, options: SparklineOptions): HTMLElement {
  const {label, width = 180, height = 36, length = values.length, format = formatNumber} = options;
  const {target = h("span", {class: "v-spark"})} = options;
  const domain = options.domain ?? extentOf(values);
  const points = linePoints(values, width, height, length, domain);
  const last = values.length ? format(values[values.length - 1]) : "";
  const [x, y] = points.at(-1) ?? [0, height];
  target.replaceChildren(
    svg(
      {width, height, alt: inWords(values, label, format)},
      s("polyline", {points: points.map((p) => p.map((v) => v.toFixed(1)).join()).join(" ")}),
      points.length > 0 && s("circle", {cx: x, cy: y, r: 2.5})
    ),
    h("span", {class: "v-spark-value"}, label, " ", h("b", {}, last))
  );
  return target;
}

function inWords(values: ArrayLike<number>, label: string, format: (value: number) => string): string {
  if (!values.length) return `${label}: no values yet`;
  const [min, max] = extentOf(values);
  const [first, last] = [values[0], values[values.length - 1]].map(format);
  return `${label}: from ${first} to ${last} in ${values.length} values, lowest ${format(min)}, highest ${format(max)}`;
}

/** The corners of the line in pixels; numbers that are not finite are left out. */
export function linePoints(
  values: ArrayLike<number>,
  width: number,
  height: number,
  length: number,
  [low, high]: readonly [number, number]
): [number, number][] {
  const pad = 3;
  const x = (i: number) => pad + ((width - 2 * pad) * i) / Math.max(length - 1, 1);
  const y = (v: number) => (high > low ? height - pad - ((height - 2 * pad) * (v - low)) / (high - low) : height / 2);
  return Array.from(values, (v, i): [number, number] => [x(i), y(v)]).filter(([, v]) => Number.isFinite(v));
}
