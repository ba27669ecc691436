import type {Grid} from "../arrays/grid.js";
import {linearAxis} from "./axis.js";
import {h, s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatPercent} from "./format.js";
import {apart} from "./lineChart.js";
import {
  ALE,
  heightAt,
  axisName,
  bikes,
  dayInWords,
  inUnit,
  levelNames,
  moreBikes,
  PDP,
  rentalModels,
  type DayColumn,
  type RentalModelKey
} from "./rentalWords.js";

/** What one column does to one model's predictions. */
export interface Effect {
  values: number[];
  pd: number[];
  /** A curve for each day of `shown`, [days, values]. */
  ice: Grid;
  centred: Grid;
  shown: number[];
  ale: {values: number[]; effect: number[]};
  average: number;
}

/** How single days are drawn: as they are, from one common point, or not at all. */
export type Curves = "plain" | "centred" | "none";

export interface EffectPicture {
  column: DayColumn;
  effects: Record<RentalModelKey, Effect>;
  curves: Curves;
  /** How many days to draw. */
  most: number;
  ale: boolean;
  /** The day under discussion, and where its column is set; null where it was. */
  day: number;
  at: number | null;
  onturn: (value: number) => void;
}

/** Lower on a phone, where the panels lie below each other. */
const heightNow = () => (innerWidth < 640 ? 215 : 300);
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 40, 30, 56];

/**
 * What does one column do to the answer? For each model the mean curve over the curves of single days, with the
 * accumulated effect; below, where the days lie. Dragging sets the chosen day's value.
 */
export function effectView(picture: EffectPicture, target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-effects") ? target : h("div", {class: "v-effects"});
  const keys = Object.keys(picture.effects) as RentalModelKey[];
  const domain = heights(picture);
  keys.forEach((key, i) => {
    const section = element.children[i] ?? element.appendChild(h("section", {}, h("h4")));
    const title = section.firstElementChild!;
    title.replaceChildren(swatch(rentalModels[key].colour), rentalModels[key].name);
    const old = section.children[1] as HTMLElement | undefined;
    const chart = fitted("v-chart v-turn", (width) => drawing(picture, key, domain, width), old);
    follow(chart, picture);
    if (chart !== old) section.append(chart);
  });
  return element;
}

/** A dot in a model's colour, beside its name. */
export const swatch = (colour: string): HTMLElement => {
  const dot = h("i", {class: "v-swatch", "aria-hidden": "true"});
  dot.style.background = colour;
  return dot;
};

const pictures = new WeakMap<HTMLElement, EffectPicture>();

/** Lets a chart's day be turned by dragging; the listeners stay while its drawing is replaced. */
function follow(chart: HTMLElement, picture: EffectPicture): void {
  const known = pictures.has(chart);
  pictures.set(chart, picture);
  if (known) return;
  let dragging = false;
  const turn = ({clientX}: PointerEvent) => {
    const {column, onturn, effects} = pictures.get(chart)!;
    const {left, width} = chart.getBoundingClientRect();
    const [low, high] = places(column, Object.values(effects)[0]);
    const share = (clientX - left - LEFT) / (width - LEFT - RIGHT);
    onturn(low + Math.min(Math.max(share, 0), 1) * (high - low));
  };
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    dragging = true;
    chart.setPointerCapture(event.pointerId);
    turn(event);
  });
  chart.addEventListener("pointermove", (event) => dragging && turn(event));
  for (const end of ["pointerup", "pointercancel"] as const) chart.addEventListener(end, () => (dragging = false));
}

/** The two ends of the axis; kinds keep half a step of air. */
function places({levels}: DayColumn, {values}: Effect): [number, number] {
  return levels ? [-0.4, levels.length - 0.6] : [values[0], values.at(-1)!];
}

const rowOf = ({data, shape: [, n]}: Grid, i: number) => data.subarray(i * n, (i + 1) * n);

/** The rows to draw: every so-manyth day, so that all seasons are there. */
function rows({shown}: Effect, most: number): number[] {
  const count = Math.min(most, shown.length);
  return Array.from({length: count}, (_, i) => Math.floor(((i + 0.5) * shown.length) / count));
}

/** The heights all models' panels share. */
function heights({effects, curves, most, day, ale}: EffectPicture): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const take = (list: ArrayLike<number>) => {
    for (let i = 0; i < list.length; ++i) [low, high] = [Math.min(low, list[i]), Math.max(high, list[i])];
  };
  for (const effect of Object.values(effects)) {
    const shift = curves === "centred" ? effect.pd[0] : 0;
    take(effect.pd.map((v) => v - shift));
    if (ale) take(aleBeside(effect, curves).map(([, v]) => v));
    const grid = curves === "centred" ? effect.centred : effect.ice;
    if (curves !== "none") for (const i of rows(effect, most)) take(rowOf(grid, i));
    const own = effect.shown.indexOf(day);
    if (own >= 0) take(rowOf(grid, own));
  }
  const air = 0.04 * (high - low);
  return [curves === "centred" || low < 0 ? low - air : Math.max(0, low - air), high + air];
}

/** The accumulated effect, at the height of the mean prediction, or from the same point as centred curves. */
function aleBeside({ale, average}: Effect, curves: Curves): [number, number][] {
  const shift = curves === "centred" ? -ale.effect[0] : average;
  return ale.values.map((x, i) => [x, ale.effect[i] + shift]);
}

function drawing(picture: EffectPicture, key: RentalModelKey, domain: [number, number], width: number): SVGElement {
  const {column, effects, curves, most, ale, day, at} = picture;
  const effect = effects[key];
  const height = heightNow();
  const base = height - BOTTOM;
  const right = width - RIGHT;
  const across = linearAxis(places(column, effect), [LEFT, right], Math.max(3, Math.floor(width / 50)));
  const up = linearAxis(domain, [base, TOP]);
  const grid = curves === "centred" ? effect.centred : effect.ice;
  const line = (points: readonly (readonly [number, number])[]) =>
    points.map(([x, y]) => `${across.at(x).toFixed(1)},${up.at(y).toFixed(1)}`).join(" ");
  const over = (curve: ArrayLike<number>) => effect.values.map((x, i) => [x, curve[i]] as const);
  const mean = over(effect.pd.map((v) => v - (curves === "centred" ? effect.pd[0] : 0)));
  const accumulated = aleBeside(effect, curves);
  const own = effect.shown.indexOf(day);
  const curve = own < 0 ? null : rowOf(grid, own);
  const was = column.values[day];
  const here = at ?? was;
  const [meanEnd, aleEnd] = apart([up.at(mean.at(-1)![1]), ale ? up.at(accumulated.at(-1)![1]) : NaN], 13, [TOP, base]);
  const levels = column.levels && levelNames(column.levels, (right - LEFT) / column.levels.length);
  const ticks = levels ? levels.map((name, i) => [i, name] as const) : across.ticks.map((v) => [v, plain(v)] as const);
  return svg(
    {width, height, alt: `${rentalModels[key].name}: ${goesFrom(column, effect)}`},
    ...up.ticks.map((v) => s("line", {class: "v-rule", x1: LEFT, x2: right, y1: up.at(v), y2: up.at(v)})),
    ...up.ticks.map((v) => s("text", {x: LEFT - 6, y: up.at(v) + 4, "text-anchor": "end"}, plain(v))),
    s("text", {class: "v-axis-name", x: 0, y: 12}, curves === "centred" ? "change, bikes a day" : "bikes a day"),
    ...(curves === "none"
      ? []
      : rows(effect, most).map((i) => s("polyline", {class: "v-single", points: line(over(rowOf(grid, i)))}))),
    s("line", {class: "v-axis", x1: LEFT, x2: right, y1: base, y2: base}),
    ...ticks.map(([v, name]) => s("text", {x: across.at(v), y: base + 30, "text-anchor": "middle"}, name)),
    s("text", {class: "v-axis-name", x: right, y: height - 6, "text-anchor": "end"}, axisName(column)),
    ...rug(column, across.at, base + 4),
    s("polyline", {points: line(mean), stroke: PDP, "stroke-width": 3, style: "stroke-width: 3"}),
    ...(column.levels ? mean.map(([x, y]) => s("circle", {cx: across.at(x), cy: up.at(y), r: 4, fill: PDP})) : []),
    ale &&
      s("polyline", {points: line(accumulated), stroke: ALE, "stroke-dasharray": "6 4", style: "stroke-width: 2.5"}),
    s("text", {x: right + 5, y: meanEnd + 4, class: "v-end-name", fill: PDP}, "PDP"),
    ale && s("text", {x: right + 5, y: aleEnd + 4, class: "v-end-name", fill: ALE}, "ALE"),
    curve && s("polyline", {points: line(over(curve)), stroke: "var(--ink)", style: "stroke-width: 2"}),
    s("line", {class: "v-mark", x1: across.at(here), x2: across.at(here), y1: TOP - 6, y2: base}),
    s("circle", {class: "v-handle", cx: across.at(here), cy: TOP - 8, r: 6}),
    curve && pointOn({x: across.at(was), y: up.at(heightAt(effect.values, curve, was)), hollow: true}),
    curve && pointOn({x: across.at(here), y: up.at(heightAt(effect.values, curve, here))}),
    curve &&
      s(
        "text",
        {
          class: "v-here",
          x: across.at(here) + (across.at(here) > right - 60 ? -9 : 9),
          y: up.at(heightAt(effect.values, curve, here)) - 9,
          "text-anchor": across.at(here) > right - 60 ? "end" : "start"
        },
        (curves === "centred" ? moreBikes : bikes)(heightAt(effect.values, curve, here))
      )
  );
}

const plain = (v: number) => v.toLocaleString("en-GB").replace("-", "−");

const pointOn = ({x, y, hollow = false}: {x: number; y: number; hollow?: boolean}) =>
  s("circle", {
    cx: x,
    cy: y,
    r: 4.5,
    fill: hollow ? "var(--paper)" : "var(--ink)",
    stroke: "var(--ink)",
    "stroke-width": 1.75
  });

/** Where the days lie: a tick for each, or for kinds a bar as long as there are many. */
function rug({levels, values}: DayColumn, at: (v: number) => number, y: number): SVGElement[] {
  if (!levels) return [s("path", {class: "v-rug", d: values.map((v) => `M${at(v).toFixed(1)},${y}v9`).join("")})];
  const counts = levels.map((_, i) => values.filter((v) => v === i).length);
  const most = Math.max(...counts);
  const room = (at(1) - at(0)) * 0.7;
  return counts.map((n, i) =>
    s("rect", {class: "v-rug-bar", x: at(i) - (room * n) / most / 2, y, width: (room * n) / most, height: 6})
  );
}

/** Where the mean curve begins, its summit, and its end, in words. */
function goesFrom(column: DayColumn, {values, pd}: Effect): string {
  const best = pd.indexOf(Math.max(...pd));
  const worst = pd.indexOf(Math.min(...pd));
  return `on average fewest at ${inUnit(column, values[worst])} (${bikes(pd[worst])}), most at ${inUnit(column, values[best])} (${bikes(pd[best])})`;
}

/** The chosen day in a sentence: what each model says of it as it was, and with the column turned. */
export function dayUnder(
  {column, effects, day, at}: Pick<EffectPicture, "column" | "effects" | "day" | "at">,
  {date, count, madeUp}: {date: string; count: number; madeUp: boolean}
): string {
  const keys = Object.keys(effects) as RentalModelKey[];
  const says = (x: number) =>
    keys
      .map((key, i) => {
        const {shown, ice, values} = effects[key];
        return `${rentalModels[key].the} ${i ? "" : "says "}${bikes(heightAt(values, rowOf(ice, shown.indexOf(day)), x))}`;
      })
      .join(", ");
  const was = column.values[day];
  const first = `${dayInWords(date, madeUp)}: ${bikes(count)} bikes were rented. With its own ${column.label} (${inUnit(column, was)}), ${says(was)}.`;
  return at === null || at === was ? first : `${first} With ${inUnit(column, at)}, all else as it was: ${says(at)}.`;
}

/** Each model's mean curve in words, and how many single days go the other way. */
export function effectInWords({column, effects}: Pick<EffectPicture, "column" | "effects">): string {
  return (Object.keys(effects) as RentalModelKey[])
    .map((key) => {
      const effect = effects[key];
      const rise = effect.pd.at(-1)! - effect.pd[0];
      const against = effect.shown.filter((_, i) => {
        const curve = rowOf(effect.ice, i);
        return (curve[curve.length - 1] - curve[0]) * rise < 0;
      }).length;
      const said = `${rentalModels[key].name}: ${goesFrom(column, effect)}`;
      return column.levels
        ? `${said}.`
        : `${said}; ${formatPercent(against / effect.shown.length)} of the days end on the other side of where they begin.`;
    })
    .join(" ");
}

/** The curves' numbers, a row for each place of each model. */
export function effectTable({
  column,
  effects
}: Pick<EffectPicture, "column" | "effects">): Record<string, string | number>[] {
  return (Object.keys(effects) as RentalModelKey[]).flatMap((key) => {
    const {values, pd, ale, average} = effects[key];
    return values.map((x, i) => ({
      model: rentalModels[key].name,
      [axisName(column)]: column.levels?.[x] ?? x,
      "partial dependence": pd[i],
      "accumulated effect": average + heightAt(ale.values, ale.effect, x)
    }));
  });
}
