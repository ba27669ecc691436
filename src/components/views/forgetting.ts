import type {Grid} from "../arrays/grid.js";
import {colourScale, colourTable, entryAt, categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {paint} from "./imageView.js";
import {lineChart} from "./lineChart.js";
import {methodName} from "./methodNames.js";

/** Maps of several methods while a network forgets, and their likeness to the trained network's. */
export interface Forgetting {
  /** The layer reached at each stop after the trained network. */
  layers: readonly string[];
  courses: readonly {method: string; maps: readonly Grid[]; rank: readonly number[]; ssim: readonly number[]}[];
  measure: "rank" | "ssim";
  /** Has every layer from the output to the stop forgotten, or only the stop's? */
  order: "cascading" | "independent";
}

const MEASURES = {rank: "rank correlation", ssim: "SSIM"};

const made = new WeakMap<HTMLElement, {strip: HTMLElement; chart: HTMLElement}>();

/** Shows each method's map stop by stop in a row, and below how alike each stays to the first by one measure. */
export function forgetting({layers, courses, measure, order}: Forgetting, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const {strip} = parts;
  strip.style.setProperty("--stops", String(layers.length + 1));
  const cells = [
    h("span", {}),
    ...["trained", ...layers].map((layer) => h("span", {class: "v-stop", title: layer}, shortLayer(layer))),
    ...courses.flatMap((course, m) => [
      h("b", {style: `border-color: ${categoryColour(m)}`}, methodName(course.method)),
      ...Array.from({length: layers.length + 1}, (_, k) => cell(course, k, measure))
    ])
  ];
  strip.replaceChildren(...cells);
  const chart = lineChart(
    courses.map(({method, [measure]: values}, m) => ({
      name: methodName(method),
      points: values.map((v, k) => [k, v] as const),
      colour: categoryColour(m)
    })),
    {
      x: {
        label: `${order === "cascading" ? "layers" : "the layer"} forgotten, from the output back`,
        domain: [0, layers.length],
        format: (k) => (k === 0 ? "trained" : Number.isInteger(k) ? String(k) : "")
      },
      y: {
        label: `${MEASURES[measure]} with the trained network's map`,
        domain: [Math.min(0, ...courses.flatMap((c) => c[measure].filter(Number.isFinite))), 1]
      },
      height: 260,
      dots: true,
      alt: forgettingInWords({layers, courses, measure, order}),
      target: parts.chart
    }
  );
  if (chart !== parts.chart) {
    parts.chart.replaceWith(chart);
    parts.chart = chart;
  }
  return element;
}

function cell({maps, method, ...course}: Forgetting["courses"][number], k: number, measure: "rank" | "ssim") {
  const map = maps[k];
  const canvas = h("canvas", {class: "v-image", role: "img"});
  if (!map) return h("span", {class: "v-stop-cell"}, canvas);
  const {position} = colourScale(map.data, {quantile: 0.995, exponent: 0.7});
  const table = colourTable("magma");
  const bytes = new Uint8ClampedArray(map.data.length * 4);
  map.data.forEach((v, i) => {
    const entry = 3 * entryAt(position(v), table.length / 3);
    bytes.set([table[entry], table[entry + 1], table[entry + 2], 255], 4 * i);
  });
  paint(canvas, bytes, map.shape[1], map.shape[0]);
  const value = course[measure][k];
  const said = Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "flat";
  canvas.setAttribute("aria-label", `${methodName(method)}, stop ${k}: ${said}`);
  return h("span", {class: "v-stop-cell"}, canvas, said);
}

function create(): HTMLElement {
  const strip = h("div", {class: "v-strip", tabindex: 0, role: "region", "aria-label": "Maps stop by stop"});
  const chart = h("div");
  const element = h("div", {class: "v-forgetting"}, strip, chart);
  made.set(element, {strip, chart});
  return element;
}

/** The telling part of a layer's long name. */
export const shortLayer = (layer: string): string => {
  const parts = layer
    .split("/")
    .filter((part) => !/^(unfused|separable_conv2d|Relu|BiasAdd|FusedBatchNormV3\w*|depthwise|linear)$/.test(part));
  return (parts.at(-1) ?? layer).replace("batch_normalization", "norm").replace("separable_", "sep_");
};

/** Which method's map survives, and which one goes, in sentences. */
export function forgettingInWords({layers, courses, measure, order}: Forgetting): string {
  const done = Math.min(...courses.map(({rank}) => rank.length)) - 1;
  if (done < 1) return "The maps of the trained network come first; then it forgets, layer by layer.";
  // Over the stops, not at the last one: there every map is near chance, and two of chance may be alike.
  const means = courses.map(({method, [measure]: values}) => {
    const known = values.slice(1, done + 1).filter(Number.isFinite);
    return {
      name: methodName(method),
      value: known.reduce((sum, r) => sum + r, 0) / (known.length || 1),
      flat: !known.length
    };
  });
  means.sort((a, b) => b.value - a.value);
  const [first, last] = [means[0], means[means.length - 1]];
  const how = ({value, flat}: (typeof means)[number]) =>
    flat ? "none, its maps being flat" : value.toFixed(2).replace("-", "−");
  const whole =
    order === "cascading" ? "From the output back to the first layer" : "With one layer forgotten at a time";
  const when =
    done === layers.length ? whole : `After ${done} of ${layers.length} stops, at ${shortLayer(layers[done - 1])}`;
  const most = `${when}, the maps of ${first.name} keep a mean ${MEASURES[measure]} of ${how(first)} with the trained network's`;
  return means.length === 1 ? `${most}.` : `${most}; those of ${last.name} keep ${how(last)}.`;
}
