import {extentOf} from "../arrays/grid.js";
import {linearAxis} from "./axis.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";

/** One number of a row. */
export interface Mark {
  value: number;
  /** Half the length of its error bar. */
  error?: number;
  shape: "tick" | "dot" | "ring" | "diamond";
  colour?: string;
  /** What it is, in words. */
  name: string;
}

export interface DotRow {
  label: string;
  marks: readonly Mark[];
}

export interface DotRowsOptions {
  /** What the numbers are, with their unit. */
  unit: string;
  domain?: readonly [number, number];
  /** What each shape stands for, drawn above. */
  key?: readonly Mark[];
  alt: string;
  target?: HTMLElement;
}

const ROW = 26;

/** Do several estimates of a number agree? A row for each number, its estimates as marks on one axis around zero. */
export function dotRows(rows: readonly DotRow[], options: DotRowsOptions): HTMLElement {
  return fitted("v-chart", (width) => drawing(rows, options, width), options.target);
}

function drawing(rows: readonly DotRow[], {unit, key = [], alt, ...given}: DotRowsOptions, width: number) {
  const domain = given.domain ?? around(rows);
  const left = Math.min(Math.max(...rows.map(({label}) => 7 * label.length), 20) + 14, width * 0.4);
  const lines = keyLines(key, width);
  const top = 8 + 20 * lines.length;
  const height = top + ROW * rows.length + 40;
  const base = height - 40;
  const across = linearAxis(domain, [left, width - 12], Math.max(3, Math.floor(width / 110)));
  return svg(
    {width, height, alt},
    ...lines.flatMap((line, l) =>
      line.flatMap(({mark, x}) => [
        drawn({...mark, value: 0}, () => x + 6, 12 + 20 * l),
        s("text", {x: x + 18, y: 16 + 20 * l}, mark.name)
      ])
    ),
    ...across.ticks.map((v) => s("line", {class: "v-rule", x1: across.at(v), x2: across.at(v), y1: top, y2: base})),
    ...across.ticks.map((v) => s("text", {x: across.at(v), y: base + 16, "text-anchor": "middle"}, formatNumber(v))),
    domain[0] < 0 &&
      domain[1] > 0 &&
      s("line", {class: "v-axis", x1: across.at(0), x2: across.at(0), y1: top, y2: base}),
    s("text", {class: "v-axis-name", x: width - 12, y: height - 4, "text-anchor": "end"}, unit),
    ...rows.flatMap(({label, marks}, i) => {
      const y = top + ROW * (i + 0.5);
      return [
        s("text", {x: left - 10, y: y + 4, "text-anchor": "end"}, label),
        ...marks.filter(({value}) => Number.isFinite(value)).map((mark) => drawn(mark, across.at, y))
      ];
    })
  );
}

/** One mark at its place; the error bar under it. */
function drawn({value, error, shape, colour = "currentColor", name}: Mark, at: (v: number) => number, y: number) {
  const x = at(value);
  const title = () => s("title", {}, `${name}: ${formatNumber(value)}${error ? ` ± ${formatNumber(error)}` : ""}`);
  const bar =
    error && Number.isFinite(error)
      ? s("line", {x1: at(value - error), x2: at(value + error), y1: y, y2: y, stroke: colour, "stroke-width": 1.5})
      : null;
  const mark = {
    tick: () => s("line", {x1: x, x2: x, y1: y - 9, y2: y + 9, stroke: colour, "stroke-width": 2.5}, title()),
    dot: () => s("circle", {cx: x, cy: y, r: 3.75, fill: colour}, title()),
    ring: () => s("circle", {cx: x, cy: y, r: 6.5, fill: "none", stroke: colour, "stroke-width": 1.75}, title()),
    diamond: () => s("path", {d: `M${x},${y - 5}l5,5l-5,5l-5,-5z`, fill: colour}, title())
  }[shape]();
  return s("g", {}, bar, mark);
}

/** The key's entries broken into lines that fit. */
function keyLines(key: readonly Mark[], width: number): {mark: Mark; x: number}[][] {
  const lines: {mark: Mark; x: number}[][] = [];
  let x = Infinity;
  for (const mark of key) {
    const room = 6.6 * mark.name.length + 34;
    if (x + room > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)!.push({mark, x});
    x += room;
  }
  return lines;
}

/** From the smallest to the largest end of a mark, and zero, with some air. */
function around(rows: readonly DotRow[]): [number, number] {
  const ends = rows.flatMap(({marks}) =>
    marks.flatMap(({value, error = 0}) => [value - (error || 0), value + (error || 0)])
  );
  const [low, high] = extentOf([0, ...ends.filter(Number.isFinite)]);
  const air = 0.04 * (high - low || 1);
  return [low - air, high + air];
}
