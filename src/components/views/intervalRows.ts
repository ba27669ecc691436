import type {ErrorSlice, ErrorSlices} from "../arrays/errorSlices.js";
import {linearAxis} from "./axis.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatPercent} from "./format.js";

const ROW = 30;

/** Which groups differ from all together? A row for each: its share as a dot, its interval as a bar, all as a line. */
export function intervalRows(slices: ErrorSlices, {unit, target}: {unit: string; target?: HTMLElement}): HTMLElement {
  return fitted("v-chart", (width) => drawing(slices, unit, width), target);
}

/** Is it clear of the error over all, above or below? */
const clear = ({low, high}: ErrorSlice, all: ErrorSlice) => low > all.error || high < all.error;

function drawing({all, slices}: ErrorSlices, unit: string, width: number): SVGElement {
  const names = slices.map(({name, n}) => `${name} (${n.toLocaleString("en-GB")})`);
  const left = Math.min(Math.max(...names.map((name) => 6.7 * name.length)) + 14, width * 0.48);
  const top = 24;
  const base = top + ROW * slices.length;
  const most = Math.max(...slices.map(({high}) => high), all.error);
  const across = linearAxis([0, most * 1.04], [left, width - 16], Math.max(2, Math.floor(width / 120)));
  const at = across.at(all.error);
  return svg(
    {width, height: base + 40, alt: slicesInWords({all, slices})},
    ...across.ticks.map((v) => s("line", {class: "v-rule", x1: across.at(v), x2: across.at(v), y1: top, y2: base})),
    ...across.ticks.map((v) => s("text", {x: across.at(v), y: base + 16, "text-anchor": "middle"}, formatPercent(v))),
    s("text", {class: "v-axis-name", x: width - 16, y: base + 34, "text-anchor": "end"}, unit),
    s("line", {class: "v-mark", x1: at, x2: at, y1: top, y2: base}),
    s("text", {x: at, y: 14, "text-anchor": at > width * 0.75 ? "end" : "middle"}, `all: ${formatPercent(all.error)}`),
    ...slices.flatMap((slice, i) => {
      const {error, low, high, n, wrong} = slice;
      const y = top + ROW * (i + 0.5);
      const colour = clear(slice, all) ? "var(--alert)" : "var(--ink-2)";
      const title = `${slice.name}: ${wrong} of ${n} misread, ${formatPercent(low)} to ${formatPercent(high)}`;
      return [
        s("text", {x: left - 10, y: y + 4, "text-anchor": "end"}, names[i]),
        s("line", {x1: across.at(low), x2: across.at(high), y1: y, y2: y, stroke: colour, "stroke-width": 3}),
        s("circle", {cx: across.at(error), cy: y, r: 5, fill: colour}, s("title", {}, title))
      ];
    })
  );
}

/** The widest difference, and how many groups stand clear of the line, in words. */
export function slicesInWords({all, slices}: ErrorSlices): string {
  const order = [...slices].sort((a, b) => a.error - b.error);
  const [best, worst] = [order[0], order.at(-1)!];
  const apart = slices.filter((slice) => clear(slice, all));
  const say = ({name, error, low, high}: ErrorSlice) =>
    `${name} with ${formatPercent(error)} (${formatPercent(low)} to ${formatPercent(high)})`;
  const verdict = apart.length
    ? `${apart.length === 1 ? "The interval" : "The intervals"} of ${apart.length} of ${slices.length} groups ${apart.length === 1 ? "stays" : "stay"} clear of the error over all: ${apart.map(({name}) => name).join("; ")}.`
    : `No interval stays clear of the error over all: these digits do not show a difference.`;
  return `Of ${all.n.toLocaleString("en-GB")} digits ${formatPercent(all.error)} are misread. Least often: ${say(best)}; most often: ${say(worst)}. ${verdict}`;
}
