import {extentOf} from "../arrays/grid.js";
import {linearAxis} from "./axis.js";
import {AGAINST, FOR} from "./colour.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";

export interface WaterfallOptions {
  /** Where it starts, and what stands there in words. */
  start: {label: string; value: number};
  end: {label: string; value: number};
  /** What the numbers are. */
  unit: string;
  format?: (value: number) => string;
  alt: string;
  target?: HTMLElement;
}

const ROW = 24;

/**
 * Do the shares add up? From the start each share takes a step, for or against, and where the last one ends the end
 * should stand; a gap is drawn as what it is.
 */
export function waterfall(steps: readonly {label: string; value: number}[], options: WaterfallOptions): HTMLElement {
  return fitted("v-chart", (width) => drawing(steps, options, width), options.target);
}

function drawing(
  steps: readonly {label: string; value: number}[],
  {start, end, unit, alt, format = formatNumber}: WaterfallOptions,
  width: number
) {
  const sums = [start.value];
  for (const {value} of steps) sums.push(sums.at(-1)! + value);
  const [low, high] = extentOf([...sums, end.value]);
  const air = 0.06 * (high - low || 1);
  const names = [start.label, ...steps.map(({label}) => label), end.label];
  const left = Math.min(Math.max(...names.map((n) => 6.8 * n.length)) + 14, width * 0.42);
  const right = 64;
  const across = linearAxis([low - air, high + air], [left, width - right], Math.max(2, Math.floor(width / 140)));
  const height = ROW * names.length + 42;
  const base = height - 38;
  const middle = (i: number) => 6 + ROW * (i + 0.5);
  const total = (value: number, i: number, said: string) => [
    s("line", {x1: across.at(value), x2: across.at(value), y1: middle(i) - 9, y2: middle(i) + 9, class: "v-total"}),
    s("text", {x: across.at(value) + 7, y: middle(i) + 4, class: "v-number-text"}, said)
  ];
  return svg(
    {width, height, alt},
    ...across.ticks.map((v) => s("line", {class: "v-rule", x1: across.at(v), x2: across.at(v), y1: 4, y2: base})),
    ...across.ticks.map((v) => s("text", {x: across.at(v), y: base + 15, "text-anchor": "middle"}, format(v))),
    s("text", {class: "v-axis-name", x: width - 8, y: height - 4, "text-anchor": "end"}, unit),
    ...names.map((name, i) =>
      s("text", {x: left - 10, y: middle(i) + 4, "text-anchor": "end"}, shortened(name, left - 12))
    ),
    ...total(start.value, 0, format(start.value)),
    ...steps.flatMap(({value, label}, i) => {
      const [from, to] = [across.at(sums[i]), across.at(sums[i + 1])];
      const x = Math.min(from, to);
      const y = middle(i + 1);
      const said = value > 0 && format(value) !== "0" ? `+${format(value)}` : format(value);
      return [
        s("line", {class: "v-rule", x1: from, x2: from, y1: y - ROW / 2 - 2, y2: y}),
        s(
          "rect",
          {x, y: y - 7, width: Math.max(Math.abs(to - from), 1), height: 14, fill: value < 0 ? AGAINST : FOR},
          s("title", {}, `${label}: ${said}`)
        ),
        s("text", {x: Math.max(from, to) + 6, y: y + 4, class: "v-number-text"}, said)
      ];
    }),
    ...total(end.value, names.length - 1, format(end.value))
  );
}

/** A name as far as there is room for it, at about 6.2 pixels a letter. */
function shortened(name: string, room: number): string {
  const most = Math.floor(room / 6.2);
  return name.length > most ? `${name.slice(0, Math.max(most - 1, 1))}…` : name;
}
