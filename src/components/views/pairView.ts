import type {Grid} from "../arrays/grid.js";
import {linearAxis, type Axis} from "./axis.js";
import {colourAt, colourScale, type Domain, type Scheme} from "./colour.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {labelled} from "./labelled.js";
import {axisName, bikes, columnWith, levelNames, moreBikes, type DayColumn} from "./rentalWords.js";

/** What two columns do together. */
export interface TwoWay {
  a: {values: number[]};
  b: {values: number[]};
  /** The mean prediction with both set, and how many days are nearest to each place: [a, b]. */
  pd: Grid;
  near: Grid;
  /** Second-order accumulated effects at the corners of bins, and the days in each; null where a column holds kinds. */
  ale?: {a: number[]; b: number[]; effect: Grid; counts: Grid} | null;
}

export interface SurfacePicture {
  columns: [DayColumn, DayColumn];
  surface: TwoWay;
  /** Leave out places that no day is near. */
  real: boolean;
  /** How the joint part is found: from the surface, or among neighbouring days, where there is that. */
  joint: "pd" | "ale";
}

/** What is left of a surface when the best sum of one column's effect and the other's is taken off. */
export function jointPart({pd, near}: TwoWay): Grid {
  const [m, n] = pd.shape;
  const data = Float32Array.from(pd.data);
  // Means by row and column, weighed by the days that are there.
  const weigh = (i: number, j: number) => near.data[i * n + j];
  const rowWeight = Array.from({length: m}, (_, i) => sum(n, (j) => weigh(i, j)));
  const columnWeight = Array.from({length: n}, (_, j) => sum(m, (i) => weigh(i, j)));
  const total = sum(m, (i) => rowWeight[i]);
  const rows = Array.from({length: m}, (_, i) => sum(n, (j) => columnWeight[j] * pd.data[i * n + j]) / total);
  const columns = Array.from({length: n}, (_, j) => sum(m, (i) => rowWeight[i] * pd.data[i * n + j]) / total);
  const mean = sum(m, (i) => rowWeight[i] * rows[i]) / total;
  for (let i = 0; i < m; ++i) for (let j = 0; j < n; ++j) data[i * n + j] += mean - rows[i] - columns[j];
  return {data, shape: [m, n]};
}

const sum = (n: number, of: (i: number) => number) => {
  let total = 0;
  for (let i = 0; i < n; ++i) total += of(i);
  return total;
};

/** Numbers over a lattice: the borders of its cells along each column, and the days in each cell. */
interface Lattice {
  borders: [number[], number[]];
  grid: Grid;
  near: Grid;
}

/** What do two columns do together? The mean prediction over both, and beside it what no sum of two effects explains. */
export function pairView(picture: SurfacePicture, target?: HTMLElement): HTMLElement {
  const {columns, surface, real, joint} = picture;
  const {a, b, pd, near} = surface;
  const borders: Lattice["borders"] = [bordersOf(a.values), bordersOf(b.values)];
  const {lattice: rest, by} = restOf(surface, joint);
  return labelled(
    [
      {
        title: "Mean prediction, bikes a day",
        picture: (into) =>
          fitted(
            "v-chart",
            (width) => drawing(columns, {borders, grid: pd, near}, {real, scheme: "viridis"}, width),
            into
          )
      },
      {
        title: `Beyond the sum of both, by ${by}`,
        picture: (into) => fitted("v-chart", (width) => drawing(columns, rest, {real, scheme: "PuOr"}, width), into)
      }
    ],
    "two",
    target
  );
}

/** What no sum of the two effects explains, as it is asked for and can be had: ALE knows quantities only. */
function restOf(surface: TwoWay, joint: SurfacePicture["joint"]): {lattice: Lattice; by: "PDP" | "ALE"} {
  if (joint === "ale" && surface.ale) return {lattice: binsOf(surface.ale), by: "ALE"};
  const borders: Lattice["borders"] = [bordersOf(surface.a.values), bordersOf(surface.b.values)];
  return {lattice: {borders, grid: jointPart(surface), near: surface.near}, by: "PDP"};
}

/** Half-way between places, and as far beyond the first and the last. */
function bordersOf(values: readonly number[]): number[] {
  const n = values.length;
  const middles = values.slice(1).map((v, i) => (v + values[i]) / 2);
  const [first, last] = n > 1 ? [values[1] - values[0], values[n - 1] - values[n - 2]] : [1, 1];
  return [values[0] - first / 2, ...middles, values[n - 1] + last / 2];
}

/** Effects at the corners of bins as one number a bin: the mean of its four corners. */
function binsOf({a, b, effect, counts}: NonNullable<TwoWay["ale"]>): Lattice {
  const n = b.length;
  const data = Float32Array.from(counts.data, (_, cell) => {
    const corner = Math.floor(cell / (n - 1)) * n + (cell % (n - 1));
    return (effect.data[corner] + effect.data[corner + 1] + effect.data[corner + n] + effect.data[corner + n + 1]) / 4;
  });
  return {borders: [a, b], grid: {data, shape: counts.shape}, near: counts};
}

function drawing(
  [a, b]: [DayColumn, DayColumn],
  {borders, grid, near}: Lattice,
  {real, scheme}: {real: boolean; scheme: Scheme},
  width: number
): SVGElement {
  const height = Math.min(340, Math.max(260, width * 0.72));
  const [left, top, right, base] = [52, 24, width - 8, height - 78];
  const room = [right - left, base - top];
  const ends = ([first, ...others]: number[]): [number, number] => [first, others.at(-1)!];
  const across = linearAxis(ends(borders[0]), [left, right], room[0] / 60);
  const up = linearAxis(ends(borders[1]), [base, top], room[1] / 34);
  const [xs, ys] = [borders[0].map(across.at), borders[1].map(up.at)];
  const signed = scheme === "PuOr";
  const rows = ys.length - 1;
  const shown = Array.from(near.data.keys()).filter((k) => !real || near.data[k] > 0);
  const seen = shown.map((k) => grid.data[k]);
  // Less than is meant by a number of bikes is no colour.
  const most = Math.max(10, ...seen.map(Math.abs));
  const domain: Domain = signed ? [-most, most] : [Math.min(...seen), Math.max(...seen)];
  const scale = colourScale(seen, {domain});
  const say = signed ? moreBikes : bikes;
  const corners = (k: number): Corners => {
    const [i, j] = [Math.floor(k / rows), k % rows];
    return [xs[i], ys[j + 1], xs[i + 1], ys[j]];
  };
  const cell = (k: number) => {
    const [x, y, x1, y1] = corners(k);
    const fill = colourAt(scheme, scale.position(grid.data[k]));
    const days = `${near.data[k]} ${near.data[k] === 1 ? "day" : "days"} near`;
    return s(
      "rect",
      {x, y, width: x1 - x + 0.4, height: y1 - y + 0.4, fill},
      s("title", {}, `${say(grid.data[k])} (${days})`)
    );
  };
  const unknown = shown.filter((k) => !near.data[k]).map((k) => hatch(corners(k)));
  // Days of one kind are spread a little within it.
  const spread = ({levels}: DayColumn, i: number) => (levels ? 0.6 * ((i * 0.618034) % 1) - 0.3 : 0);
  const dots = a.values.map((x, i) =>
    s("circle", {
      class: "v-day-dot",
      cx: across.at(x + spread(a, i)),
      cy: up.at(b.values[i] + spread(b, i + 7)),
      r: 1.6
    })
  );
  return svg(
    {
      width,
      height,
      alt: `${signed ? "Joint part" : "Mean prediction"} over ${a.label} and ${b.label}, from ${say(scale.low)} to ${say(scale.high)} bikes`
    },
    s("rect", {class: "v-hollow", x: left, y: top, width: room[0], height: room[1]}),
    ...shown.map(cell),
    s("path", {class: "v-hatch", stroke: signed ? "#000" : "#fff", d: unknown.join("")}),
    ...dots,
    ...ticks(a, across, room[0] / (a.levels?.length ?? 1)).map(([at, name]) =>
      s("text", {x: at, y: base + 16, "text-anchor": "middle"}, name)
    ),
    ...ticks(b, up, 46).map(([at, name]) => s("text", {x: left - 6, y: at + 4, "text-anchor": "end"}, name)),
    s("text", {class: "v-axis-name", x: right, y: base + 34, "text-anchor": "end"}, axisName(a)),
    s("text", {class: "v-axis-name", x: 0, y: 12}, axisName(b)),
    ...legend(scheme, [scale.low, scale.high], say, [left, base + 48, Math.min(170, room[0] - 130)])
  );
}

type Corners = [x0: number, y0: number, x1: number, y1: number];

/** Three slanting lines over a place that no day is near. */
function hatch([x0, y0, x1, y1]: Corners): string {
  const [w, h] = [x1 - x0, y1 - y0];
  const at = (u: number, v: number) => `${(x0 + u * w).toFixed(1)},${(y0 + v * h).toFixed(1)}`;
  return `M${at(0, 0.5)}L${at(0.5, 0)}M${at(0, 1)}L${at(1, 0)}M${at(0.5, 1)}L${at(1, 0.5)}`;
}

/** Where an axis has its marks: round numbers, or the names of kinds as far as there is room. */
function ticks({levels}: DayColumn, axis: Axis, each: number): [number, string][] {
  if (!levels) return axis.ticks.map((v) => [axis.at(v), String(v).replace("-", "−")]);
  return levelNames(levels, Math.min(each, 46)).map((name, i) => [axis.at(i), name]);
}

function legend(
  scheme: Scheme,
  [low, high]: [number, number],
  say: (v: number) => string,
  [x, y, width]: number[]
): SVGElement[] {
  const n = 40;
  const left = x + 52;
  return [
    s("text", {x: left - 6, y: y + 9, "text-anchor": "end", class: "v-number-text"}, say(low)),
    ...Array.from({length: n}, (_, i) =>
      s("rect", {
        x: left + (i * width) / n,
        y,
        width: width / n + 0.4,
        height: 9,
        fill: colourAt(scheme, (i + 0.5) / n)
      })
    ),
    s("text", {x: left + width + 6, y: y + 9, class: "v-number-text"}, say(high))
  ];
}

/**
 * Friedman's H of the two on this lattice: the root of the joint part's share in the surface, weighed by the days
 * near each place.
 */
export function strengthOf(surface: TwoWay): number {
  const {pd, near} = surface;
  const joint = jointPart(surface).data;
  const days = near.data.reduce((total, v) => total + v, 0);
  const mean = near.data.reduce((total, v, k) => total + v * pd.data[k], 0) / days;
  const part = near.data.reduce((total, v, k) => total + v * joint[k] ** 2, 0);
  const whole = near.data.reduce((total, v, k) => total + v * (pd.data[k] - mean) ** 2, 0);
  return whole > 0 ? Math.sqrt(part / whole) : 0;
}

/** Where the surface is highest as it is shown, how large the joint part is, and where no day is, in words. */
export function pairInWords({columns: [a, b], surface, real, joint}: SurfacePicture): string {
  const {pd, near} = surface;
  const n = pd.shape[1];
  const shown = Array.from(near.data.keys()).filter((k) => !real || near.data[k] > 0);
  const k = shown.reduce((most, i) => (pd.data[i] > pd.data[most] ? i : most), shown[0]);
  const empty = near.data.filter((v) => v === 0).length / near.data.length;
  const {lattice, by} = restOf(surface, joint);
  const most = lattice.grid.data.reduce((m, v, i) => (lattice.near.data[i] > 0 ? Math.max(m, Math.abs(v)) : m), 0);
  const where = `${columnWith(a, surface.a.values[Math.floor(k / n)])} and ${columnWith(b, surface.b.values[k % n])}`;
  const days = near.data[k] === 1 ? "1 day is near" : `${near.data[k]} days are near`;
  return `Most bikes are said at ${where}: ${bikes(pd.data[k])}, where ${near.data[k] ? days : "no day has ever been"}. Beyond the sum of the two, by ${by}, the pair adds or takes up to ${bikes(most)} where there are days; H on this lattice is ${strengthOf(surface).toFixed(2)}. ${Math.round(100 * empty)} % of the places have no day near them.`;
}

/** A row for each place. */
export function pairTable({
  columns: [a, b],
  surface
}: Pick<SurfacePicture, "columns" | "surface">): Record<string, string | number>[] {
  const joint = jointPart(surface).data;
  return surface.a.values.flatMap((x, i) =>
    surface.b.values.map((y, j) => {
      const k = i * surface.b.values.length + j;
      return {
        [axisName(a)]: a.levels?.[x] ?? x,
        [axisName(b)]: b.levels?.[y] ?? y,
        "mean prediction": surface.pd.data[k],
        "joint part": joint[k],
        "days near": surface.near.data[k]
      };
    })
  );
}
