import type {View} from "npm:vega";
import type {TopLevelSpec} from "npm:vega-lite";
import {h} from "./dom.js";

export interface VegaViewOptions {
  /** What the chart shows, in words. */
  alt: string;
  /** Named data sets the specification reads, replaced at every call without building the chart anew. */
  data: Record<string, object[]>;
  /** Told the value of a field when a mark is clicked that has it. */
  onpick?: {field: string; call: (value: any) => void};
  /** Told what the named selections hold, a moment after the last change. */
  onselect?: {names: readonly string[]; call: (values: Record<string, any>) => void};
  target?: HTMLElement;
}

interface Drawn {
  /** The specification as it was built, to tell whether another is meant. */
  spec: string;
  view: Promise<View> | null;
  /** The rows it holds now, by data set. */
  rows: Map<string, object[]>;
  options: VegaViewOptions;
  width: number;
}

const drawn = new WeakMap<HTMLElement, Drawn>();

/**
 * Draws a Vega-Lite specification, whose own selections tie its parts together. Vega is fetched with the first chart.
 * The same specification again takes only the new data, so that a growing curve keeps what the reader selected. The
 * chart is as wide as its element: `width` of the specification is called with that width.
 */
export function vegaView(specOf: (width: number) => TopLevelSpec, options: VegaViewOptions): HTMLElement {
  const element = options.target && drawn.has(options.target) ? options.target : create(specOf);
  const state = drawn.get(element)!;
  state.options = options;
  element.setAttribute("aria-label", options.alt);
  builders.set(element, specOf);
  if (state.width) void update(element);
  return element;
}

const builders = new WeakMap<HTMLElement, (width: number) => TopLevelSpec>();

function create(specOf: (width: number) => TopLevelSpec): HTMLElement {
  const element = h("div", {class: "v-vega", role: "img"});
  drawn.set(element, {spec: "", view: null, rows: new Map(), options: {alt: "", data: {}}, width: 0});
  builders.set(element, specOf);
  new ResizeObserver(([{contentRect}]) => {
    const state = drawn.get(element)!;
    const width = Math.floor(contentRect.width);
    if (!width || width === state.width) return;
    state.width = width;
    void update(element);
  }).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => void update(element));
  return element;
}

async function update(element: HTMLElement): Promise<void> {
  const state = drawn.get(element)!;
  const config = themeOf(element);
  const spec = {...builders.get(element)!(state.width), config} as TopLevelSpec;
  const text = JSON.stringify(spec);
  if (text !== state.spec) {
    const old = state.view;
    state.spec = text;
    state.rows.clear();
    state.view = build(element, spec);
    (await old)?.finalize();
  }
  const built = state.view!;
  const view = await built;
  // By now there may be another, even of the same words.
  if (state.view !== built) return;
  for (const [name, rows] of Object.entries(state.options.data)) {
    if (state.rows.get(name) === rows) continue;
    state.rows.set(name, rows);
    view.data(name, rows);
  }
  await view.runAsync();
  // The chart as a whole says what it shows; Vega's hundreds of named parts would drown it.
  element.querySelector("svg")?.setAttribute("aria-hidden", "true");
}

async function build(element: HTMLElement, spec: TopLevelSpec): Promise<View> {
  const [vega, lite] = await Promise.all([import("npm:vega"), import("npm:vega-lite")]);
  const stage = h("div");
  const view = new vega.View(vega.parse(lite.compile(spec).spec), {renderer: "svg", container: stage, hover: true});
  view.addEventListener("click", (_, item) => {
    const {onpick} = drawn.get(element)!.options;
    const value = item?.datum?.[onpick?.field ?? ""];
    if (value !== undefined) onpick?.call(value);
  });
  hear(element, view);
  element.replaceChildren(stage);
  return view;
}

/** A brush moves with every pixel: what it holds is told when it has been still for a moment, ms. */
const STILL = 150;

function hear(element: HTMLElement, view: View): void {
  const {onselect} = drawn.get(element)!.options;
  if (!onselect) return;
  let timer: ReturnType<typeof setTimeout>;
  const tell = () => {
    const values = Object.fromEntries(onselect.names.map((name) => [name, view.signal(name)]));
    drawn.get(element)!.options.onselect?.call(values);
  };
  for (const name of onselect.names)
    view.addSignalListener(name, () => {
      clearTimeout(timer);
      timer = setTimeout(tell, STILL);
    });
}

/** The page's own type and colours, so that a chart looks at home in light and dark. */
function themeOf(element: HTMLElement) {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const text = {
    labelColor: token("--ink-2"),
    titleColor: token("--ink"),
    labelFont: style.fontFamily,
    titleFont: style.fontFamily
  };
  return {
    background: "transparent",
    font: style.fontFamily,
    view: {stroke: null},
    axis: {
      ...text,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 400,
      gridColor: token("--line"),
      domainColor: token("--line-2"),
      tickColor: token("--line-2")
    },
    legend: {...text, labelFontSize: 12},
    header: text,
    text: {color: token("--ink")},
    title: {color: token("--ink"), fontSize: 13, fontWeight: 600, anchor: "start"},
    rule: {color: token("--line-2")}
  };
}
