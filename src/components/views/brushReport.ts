import {extentOf} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h, s} from "./dom.js";
import {formatNumber} from "./format.js";
import {binCounts} from "./histogram.js";
import {imageGrid} from "./imageGrid.js";

/** A number of which the marked points have more or less than the others. */
export interface ReportedColumn {
  name: string;
  values: ArrayLike<number>;
  /** Means of the marked points and of the others. */
  chosen: number;
  others: number;
}

export interface BrushReport {
  chosen: ReadonlySet<number>;
  labels: ArrayLike<number>;
  /** The classes' names, by label. */
  classes: readonly string[];
  /** What a point is, in words. */
  describe: (index: number) => string;
  pictureOf: (index: number) => Image | null;
  /** Where the marked points stand out. */
  columns: readonly ReportedColumn[];
  layer: string;
}

const SHOWN = 24;
const BINS = 28;
const [WIDTH, HEIGHT] = [220, 60];

/** What are the marked points? Which digits, how they look, and what the layer says of them and of no others. */
export function brushReport(report: BrushReport | null, target: HTMLElement = h("div")): HTMLElement {
  target.className = "v-brush";
  target.hidden = !report?.chosen.size;
  if (target.hidden) return target;
  const {chosen, labels, classes, describe, pictureOf, columns, layer} = report!;
  const some = [...chosen].slice(0, SHOWN);
  const pictures = some.map(pictureOf);
  target.replaceChildren(
    h("section", {}, h("h4", {}, `${chosen.size} marked out`), classBar(chosen, labels, classes)),
    h(
      "section",
      {},
      h("h4", {}, some.length < chosen.size ? `The first ${some.length}` : "All of them"),
      pictures.every((picture) => picture !== null)
        ? imageGrid(pictures as Image[], {
            label: "Marked pictures",
            size: 32,
            pixelated: true,
            alts: some.map(describe)
          })
        : h("p", {class: "v-unit"}, "Their pictures are on the way.")
    ),
    h(
      "section",
      {},
      h("h4", {}, columns.length ? `Where they stand out in: ${layer}` : "Mark some, not all"),
      ...columns.map((column) => spread(column, chosen))
    )
  );
  return target;
}

/** How many of each class, as one bar. */
function classBar(chosen: ReadonlySet<number>, labels: ArrayLike<number>, classes: readonly string[]): HTMLElement {
  const counts = classCounts(chosen, labels);
  return h(
    "div",
    {class: "v-class-bar", role: "img", "aria-label": countsInWords(counts, classes)},
    ...counts.map(([label, n]) => {
      const part = h(
        "span",
        {title: `${n} × ${classes[label]}`},
        n / chosen.size > 0.03 + 0.05 * classes[label].length ? classes[label] : ""
      );
      part.style.flexGrow = String(n);
      part.style.background = categoryColour(label);
      return part;
    })
  );
}

/** How many of the marked points belong to each class, the most frequent first. */
export function classCounts(chosen: ReadonlySet<number>, labels: ArrayLike<number>): [label: number, n: number][] {
  const counts = new Map<number, number>();
  for (const i of chosen) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b);
}

/** The counts in a sentence. */
export const countsInWords = (counts: readonly [label: number, n: number][], classes: readonly string[]): string =>
  counts.map(([label, n]) => `${n} × ${classes[label]}`).join(", ");

function spread({name, values, chosen: own, others}: ReportedColumn, chosen: ReadonlySet<number>): HTMLElement {
  const domain = extentOf(values);
  const marked = Array.from(values).filter((_, i) => chosen.has(i));
  const rest = Array.from(values).filter((_, i) => !chosen.has(i));
  const bars = (some: number[], className: string) => {
    const {counts} = binCounts(some, BINS, domain);
    const most = Math.max(1, ...counts);
    const step = WIDTH / BINS;
    return counts.map((n, b) =>
      s("rect", {
        class: className,
        x: b * step,
        y: HEIGHT - ((HEIGHT - 2) * n) / most,
        width: Math.max(step - 1, 0.5),
        height: ((HEIGHT - 2) * n) / most
      })
    );
  };
  const words = `${name}: ${formatNumber(own)} on average for the marked, ${formatNumber(others)} for the others`;
  return h(
    "div",
    {class: "v-spread-pair"},
    s(
      "svg",
      {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words},
      ...bars(rest, "v-others"),
      ...bars(marked, "v-marked"),
      s("line", {x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5, class: "v-axis"})
    ),
    h("div", {class: "v-unit"}, words)
  );
}
