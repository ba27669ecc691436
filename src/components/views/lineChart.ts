import {extentOf} from "../arrays/grid.js";
import {linearAxis, logAxis, type Axis} from "./axis.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";

/** One line of a chart. */
export interface Series {
  name: string;
  /** x and y; points whose y is no number break off the line. */
  points: readonly (readonly [number, number])[];
  colour: string;
  dashed?: boolean;
  /** Written at the line's end; its name when omitted. */
  label?: string;
}

export interface LineChartOptions {
  x: {label: string; domain?: readonly [number, number]; log?: boolean; format?: (v: number) => string};
  y: {label: string; domain?: readonly [number, number]; log?: boolean; format?: (v: number) => string};
  height?: number;
  /** The chart in words. */
  alt: string;
  /** Draw a dot at each point. */
  dots?: boolean;
  /** An x to mark with a line. */
  mark?: number;
  target?: HTMLElement;
}

/** How does something go? Lines over a common axis, each named at its end. */
export function lineChart(series: readonly Series[], options: LineChartOptions): HTMLElement {
  return fitted("v-chart", (width) => drawing(series, options, width), options.target);
}

function drawing(series: readonly Series[], {x, y, height = 240, alt, dots, mark}: LineChartOptions, width: number) {
  const formatX = x.format ?? formatNumber;
  const formatY = y.format ?? formatNumber;
  const names = series.map(({label, name}) => label ?? name);
  const right = Math.min(Math.max(40, ...names.map((n) => 6.6 * n.length + 12)), width * 0.38);
  const [left, top, bottom] = [46, 26, 38];
  const xs = x.domain ?? spread(series.flatMap(({points}) => points.map(([v]) => v)));
  const ys = y.domain ?? spread(series.flatMap(({points}) => points.map(([, v]) => v)));
  const across = (x.log ? logAxis : linearAxis)(xs, [left, width - right]);
  const up = (y.log ? logAxis : linearAxis)(ys, [height - bottom, top]);
  const ends = apart(
    series.map(({points}) => points.findLast(([, v]) => Number.isFinite(v))).map((p) => (p ? up.at(p[1]) : NaN)),
    14,
    [top, height - bottom]
  );
  return svg(
    {width, height, alt},
    ...grid(up, (v) => s("g", {}, s("line", {class: "v-rule", x1: left, x2: width - right, y1: v, y2: v}))),
    ...up.ticks.map((v) => s("text", {x: left - 6, y: up.at(v) + 4, "text-anchor": "end"}, formatY(v))),
    ...across.ticks.map((v) =>
      s("text", {x: across.at(v), y: height - bottom + 16, "text-anchor": "middle"}, formatX(v))
    ),
    s("line", {class: "v-axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom}),
    s("text", {class: "v-axis-name", x: left - 40, y: 12}, y.label),
    s("text", {class: "v-axis-name", x: width - right, y: height - 4, "text-anchor": "end"}, x.label),
    mark !== undefined &&
      s("line", {class: "v-mark", x1: across.at(mark), x2: across.at(mark), y1: top, y2: height - bottom}),
    ...series.flatMap(({points, colour, dashed, name}, i) => {
      const good = points.filter(([, v]) => Number.isFinite(v));
      const places = good.map(([a, b]) => [across.at(a), up.at(b)] as const);
      const text = places.map((p) => p.map((v) => v.toFixed(1)).join()).join(" ");
      const last = places.at(-1);
      return [
        s("polyline", {points: text, stroke: colour, "stroke-dasharray": dashed && "5 4"}),
        ...(dots || places.length === 1 ? places : []).map(([cx, cy], k) =>
          s(
            "circle",
            {cx, cy, r: 2.75, fill: colour},
            s("title", {}, `${name}, ${formatX(good[k][0])}: ${formatY(good[k][1])}`)
          )
        ),
        last && s("text", {class: "v-end-name", x: last[0] + 7, y: ends[i] + 4, fill: colour}, fitting(names[i], right))
      ];
    })
  );
}

const grid = (axis: Axis, line: (at: number) => SVGElement) => axis.ticks.map((v) => line(axis.at(v)));

const fitting = (text: string, room: number) => {
  const most = Math.floor((room - 10) / 6.4);
  return text.length > most ? `${text.slice(0, Math.max(most - 1, 1))}…` : text;
};

function spread(values: number[]): [number, number] {
  const [low, high] = extentOf(values.filter(Number.isFinite));
  if (Number.isNaN(low)) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Moves label heights apart until each pair is `least` pixels from the next, keeping their order and the bounds. */
export function apart(places: readonly number[], least: number, [low, high]: [number, number]): number[] {
  const order = places.map((_, i) => i).filter((i) => Number.isFinite(places[i]));
  order.sort((a, b) => places[a] - places[b]);
  const out = [...places];
  let next = low;
  for (const i of order) {
    out[i] = Math.max(out[i], next);
    next = out[i] + least;
  }
  next = high;
  for (const i of order.reverse()) {
    out[i] = Math.min(out[i], next);
    next = out[i] - least;
  }
  return out;
}
