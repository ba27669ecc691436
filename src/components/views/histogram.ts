import {extentOf} from "../arrays/grid.js";
import {h, s} from "./dom.js";
import {formatNumber} from "./format.js";

/** How a distribution is drawn. */
export interface HistogramOptions {
  /** What is counted: "activations of unit 32". */
  label: string;
  bins?: number;
  domain?: readonly [number, number];
  width?: number;
  height?: number;
  unit?: string;
  colour?: string;
  format?: (value: number) => string;
  /** A value to mark with a line. */
  mark?: number;
  target?: HTMLElement;
}

/** How are numbers spread? Bars of counts over equal intervals; what falls outside the domain is left out and said. */
export function histogram(values: ArrayLike<number>, options: HistogramOptions): HTMLElement {
  const {label, bins = 24, width = 220, height = 64, unit = "", colour, format = formatNumber, mark} = options;
  const {target = h("div", {class: "v-histogram"})} = options;
  const domain = options.domain ?? extentOf(values);
  const {counts, outside} = binCounts(values, bins, domain);
  const most = Math.max(1, ...counts);
  const step = width / bins;
  const [low, high] = domain;
  const at = mark === undefined || !(high > low) ? null : (width * (mark - low)) / (high - low);
  const peak = counts.indexOf(Math.max(...counts));
  const edge = (i: number) => format(low + ((high - low) * i) / bins);
  const words = values.length
    ? `${label}: ${values.length} values from ${format(low)} to ${format(high)}, most (${counts[peak]}) between ${edge(peak)} and ${edge(peak + 1)}`
    : `${label}: no values`;
  target.style.width = `min(100%, ${width}px)`;
  target.replaceChildren(
    s(
      "svg",
      {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words},
      ...counts.map((n, i) => {
        const size = ((height - 1) * n) / most;
        const bar = {x: i * step, y: height - 1 - size, width: Math.max(step - 1, 0.5), height: size, fill: colour};
        return s("rect", bar, s("title", {}, `${edge(i)} to ${edge(i + 1)}: ${n}`));
      }),
      s("line", {x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5}),
      at !== null && s("line", {class: "v-mark", x1: at, x2: at, y1: 0, y2: height})
    ),
    h("div", {class: "v-ends"}, h("span", {}, format(low)), h("span", {}, [format(high), unit].join(" ").trim())),
    h("div", {class: "v-unit"}, `${label} · highest bar ${most}${outside ? ` · ${outside} outside` : ""}`)
  );
  return target;
}

/** Counts of equal intervals; the last one holds its upper end. NaN and whatever lies outside count as `outside`. */
export function binCounts(values: ArrayLike<number>, bins: number, [low, high]: readonly [number, number]) {
  const counts = new Array<number>(bins).fill(0);
  let outside = 0;
  for (let i = 0; i < values.length; ++i) {
    const v = values[i];
    if (!(v >= low && v <= high)) outside += 1;
    else counts[high > low ? Math.min(bins - 1, Math.floor(((v - low) / (high - low)) * bins)) : bins >> 1] += 1;
  }
  return {counts, outside};
}
