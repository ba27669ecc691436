import {RotateCcw} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {formatNumber} from "../views/format.js";
import {icon} from "../views/icon.js";
import {asInput, emit, field, type Input} from "./input.js";
import {parseNumber} from "./rules.js";

/** The numbers a dial runs over. */
export interface DialScale {
  low: number;
  high: number;
  step: number;
  /** Where it stands while the reader has not turned it. */
  rest: number;
  format?: (value: number) => string;
}

export interface Dial extends Input<number | null> {
  /** The scale it runs over; another one may be given at any time. */
  scale: DialScale;
}

/** A number that the reader may set or leave at rest (null), on a scale that the page may change under it. */
export function dial({label, hint}: {label: string; hint?: string}): Dial {
  const id = uniqueId();
  let value: number | null = null;
  let scale: DialScale = {low: 0, high: 1, step: 0.01, rest: 0};
  const slider = h("input", {type: "range", id, class: "v-slider", "aria-describedby": hint && `${id}-hint`});
  const readout = h("output", {class: "v-unit", for: id});
  const release = h(
    "button",
    {
      type: "button",
      class: "v-button v-quiet v-release",
      "aria-label": `${label}: as it was`,
      title: "As it was",
      onclick: () => change(null)
    },
    icon(RotateCcw, 14)
  );
  const element = field("range", {id, label, hint}, h("span", {class: "v-reading"}, release, readout), slider);
  const legal = (v: number) => {
    const {low, high, step} = scale;
    return Number(Math.min(Math.max(Math.round(v / step) * step, low), high).toPrecision(10));
  };
  // Kept as it was asked for: the address may name a number before its scale is there.
  const get = () => (value === null ? null : legal(value));
  const show = () => {
    const {low, high, step, rest, format = formatNumber} = scale;
    const at = get() ?? rest;
    // The slider's own ends are whole steps, so that its arrow keys walk round numbers.
    const [from, to] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
    Object.assign(slider, {min: String(from), max: String(to), step: String(step)});
    slider.value = String(at);
    slider.style.setProperty("--at", `${(100 * (at - from)) / (to - from || 1)}%`);
    slider.setAttribute("aria-valuetext", format(at));
    readout.textContent = format(at);
    release.disabled = value === null;
  };
  const set = (next: number | null) => {
    value = next;
    show();
  };
  const change = (next: number | null) => {
    set(next);
    emit(input, true);
  };
  slider.addEventListener("input", () => {
    set(slider.valueAsNumber);
    emit(input, false);
  });
  slider.addEventListener("change", () => input.dispatchEvent(new Event("change", {bubbles: true})));
  const input = asInput<number | null, HTMLElement>(element, {
    label,
    initial: null,
    get,
    set,
    write: () => String(get() ?? ""),
    read: (text) => {
      const asked = text ? parseNumber(text) : null;
      set(asked ?? null);
      return asked === undefined
        ? `${label}: “${text.slice(0, 40)}” is not possible. It can be a number; none is used.`
        : null;
    }
  }) as Dial;
  Object.defineProperty(input, "scale", {
    get: () => scale,
    set: (next: DialScale) => {
      const before = get();
      scale = next;
      show();
      if (get() !== before) emit(input, true);
    }
  });
  show();
  return input;
}
