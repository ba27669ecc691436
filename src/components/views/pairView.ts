import type {Grid} from "../arrays/grid.js";
import {linearAxis} from "./axis.js";
import {colourAt, colourScale, type Domain, type Scheme} from "./colour.js";
import {s} from "./dom.js";
import {fitted} from "./fitted.js";
import {labelled} from "./labelled.js";
import {axisName, bikes, inUnit, levelNames, moreBikes, type DayColumn} from "./rentalWords.js";

/** What two columns do together. */
export interface TwoWay {
  a: {values: number[]};
  b: {values: number[]};
  /** The mean prediction with both set, and how many days are nearest to each place: [a, b]. */
  pd: Grid;
  near: Grid;
}

export interface SurfacePicture {
  columns: [DayColumn, DayColumn];
  surface: TwoWay;
  /** Leave out places that no day is near. */
  real: boolean;
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

/** What do two columns do together? The mean prediction over both, and beside it what no sum of two effects explains. */
export function pairView(picture: SurfacePicture, target?: HTMLElement): HTMLElement {
  const {surface} = picture;
  const joint = jointPart(surface);
  return labelled(
    [
      {
        title: "Mean prediction, bikes a day",
        picture: (into) => fitted("v-chart v-surface", (width) => drawing(picture, surface.pd, "viridis", width), into)
      },
      {
        title: "What the two do together, beyond their sum",
        picture: (into) => fitted("v-chart v-surface", (width) => drawing(picture, joint, "PuOr", width), into)
      }
    ],
    "two",
    target
  );
}

function drawing({columns, surface, real}: SurfacePicture, grid: Grid, scheme: Scheme, width: number): SVGElement {
  const [a, b] = columns;
  const height = Math.min(340, Math.max(260, width * 0.72));
  const [left, top, right, base] = [52, 24, width - 8, height - 78];
  const across = edges(surface.a.values, [left, right]);
  const up = edges(surface.b.values, [base, top]);
  const signed = scheme === "PuOr";
  const shown = (k: number) => !real || surface.near.data[k] > 0;
  const seen = Array.from(grid.data).filter((_, k) => shown(k));
  const domain: Domain = signed ? "symmetric" : [Math.min(...seen), Math.max(...seen)];
  const scale = colourScale(seen, {domain});
  const say = signed ? moreBikes : bikes;
  const unknown: [number, number, number, number][] = [];
  const cells = surface.a.values.flatMap((x, i) =>
    surface.b.values.map((y, j) => {
      const k = i * surface.b.values.length + j;
      const near = surface.near.data[k];
      if (!shown(k)) return null;
      if (!near) unknown.push([across[i], up[j + 1], across[i + 1], up[j]]);
      return s(
        "rect",
        {
          x: across[i],
          y: up[j + 1],
          width: across[i + 1] - across[i] + 0.4,
          height: up[j] - up[j + 1] + 0.4,
          fill: colourAt(scheme, scale.position(grid.data[k]))
        },
        s(
          "title",
          {},
          `${inUnit(a, x)}, ${inUnit(b, y)}: ${say(grid.data[k])} (${near} ${near === 1 ? "day" : "days"} near)`
        )
      );
    })
  );
  const dots = a.values.map((x, i) =>
    s("circle", {
      class: "v-day-dot",
      cx: placeOf(a, x, surface.a.values, across, i),
      cy: placeOf(b, b.values[i], surface.b.values, up, i + 7),
      r: 1.6
    })
  );
  return s(
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": `${signed ? "Joint part" : "Mean prediction"} over ${a.label} and ${b.label}, from ${say(scale.low)} to ${say(scale.high)} bikes`
    },
    s("rect", {class: "v-hollow", x: left, y: top, width: right - left, height: base - top}),
    ...cells,
    s("path", {class: "v-hatch", stroke: signed ? "#000" : "#fff", d: unknown.map(hatch).join("")}),
    ...dots,
    ...ticks(a, surface.a.values, across, (right - left) / 60).map(([at, name]) =>
      s("text", {x: at, y: base + 16, "text-anchor": "middle"}, name)
    ),
    ...ticks(b, surface.b.values, up, (base - top) / 34).map(([at, name]) =>
      s("text", {x: left - 6, y: at + 4, "text-anchor": "end"}, name)
    ),
    s("text", {class: "v-axis-name", x: right, y: base + 34, "text-anchor": "end"}, axisName(a)),
    s("text", {class: "v-axis-name", x: 0, y: 12}, axisName(b)),
    ...legend(scheme, [scale.low, scale.high], say, [left, base + 48, Math.min(170, right - left - 130)])
  );
}

/** Three slanting lines over a place that no day is near. */
function hatch([x0, y0, x1, y1]: [number, number, number, number]): string {
  const [w, h] = [x1 - x0, y1 - y0];
  const at = (u: number, v: number) => `${(x0 + u * w).toFixed(1)},${(y0 + v * h).toFixed(1)}`;
  return `M${at(0, 0.5)}L${at(0.5, 0)}M${at(0, 1)}L${at(1, 0)}M${at(0.5, 1)}L${at(1, 0.5)}`;
}

/** The borders between cells, half-way between their places, in pixels. */
function edges(values: readonly number[], [from, to]: [number, number]): number[] {
  const n = values.length;
  const middles = values.slice(1).map((v, i) => (v + values[i]) / 2);
  const low = values[0] - (n > 1 ? (values[1] - values[0]) / 2 : 0.5);
  const high = values[n - 1] + (n > 1 ? (values[n - 1] - values[n - 2]) / 2 : 0.5);
  const axis = linearAxis([low, high], [from, to]);
  return [low, ...middles, high].map(axis.at);
}

/** Where a day lies; days of one kind are spread a little within it. */
function placeOf({levels}: DayColumn, value: number, values: readonly number[], borders: readonly number[], i: number) {
  if (levels) {
    const k = Math.max(values.indexOf(value), 0);
    const share = 0.2 + 0.6 * ((i * 0.618034) % 1);
    return borders[k] + share * (borders[k + 1] - borders[k]);
  }
  const n = values.length;
  const low = values[0] - (values[1] - values[0]) / 2;
  const high = values[n - 1] + (values[n - 1] - values[n - 2]) / 2;
  return borders[0] + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (borders[n] - borders[0]);
}

function ticks(
  {levels}: DayColumn,
  values: readonly number[],
  borders: readonly number[],
  count: number
): [number, string][] {
  const n = values.length;
  if (levels) {
    const names = levelNames(
      values.map((v) => levels[v] ?? String(v)),
      Math.min(Math.abs(borders[1] - borders[0]), 46)
    );
    return values.map((_, i) => [(borders[i] + borders[i + 1]) / 2, names[i]]);
  }
  const low = values[0] - (values[1] - values[0]) / 2;
  const high = values[n - 1] + (values[n - 1] - values[n - 2]) / 2;
  const axis = linearAxis([low, high], [borders[0], borders[n]], count);
  return axis.ticks.map((v) => [axis.at(v), String(v).replace("-", "−")]);
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

/** Where the surface is highest, how large the joint part is, and where no day is, in words. */
export function pairInWords({columns: [a, b], surface}: Pick<SurfacePicture, "columns" | "surface">): string {
  const {pd, near} = surface;
  const n = pd.shape[1];
  const k = pd.data.indexOf(Math.max(...pd.data));
  const empty = near.data.filter((v) => v === 0).length / near.data.length;
  const joint = jointPart(surface).data.filter((_, i) => near.data[i] > 0);
  const most = joint.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const where = `${inUnit(a, surface.a.values[Math.floor(k / n)])} and ${inUnit(b, surface.b.values[k % n])}`;
  return `Most bikes are said at ${where}: ${bikes(pd.data[k])}, where ${near.data[k] ? `${near.data[k]} days are near` : "no day has ever been"}. Beyond the sum of the two, the pair adds or takes up to ${bikes(most)} where there are days; H on this lattice is ${strengthOf(surface).toFixed(2)}. ${Math.round(100 * empty)} % of the places have no day near them.`;
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
