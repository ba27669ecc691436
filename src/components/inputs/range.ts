import {h, uniqueId} from "../views/dom.js";
import {formatNumber} from "../views/format.js";
import {emit, field, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import {numberRule, parseNumber} from "./rules.js";

/** How a range looks and counts. */
export interface RangeOptions {
  label: string;
  /** At first; the middle when omitted. */
  value?: number;
  /** The distance of legal values, counted from the low end; "any" for all. Defaults to 1, and to "any" on a log scale. */
  step?: number | "any";
  unit?: string;
  format?: (value: number) => string;
  /** Equal ways of the slider are equal ratios; the low end must be above 0. */
  log?: boolean;
  hint?: string;
}

/** A number between two ends, by slider or typed into its readout. */
export function range([low, high]: readonly [number, number], options: RangeOptions): Input<number> {
  const {label, unit, log = false, hint, format = formatNumber} = options;
  const {step = log ? "any" : 1} = options;
  if (log && !(low > 0)) throw new RangeError(`a log range starts above 0, not at ${low}`);
  const middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  const rule = numberRule(low, high, step === "any" ? null : step, options.value ?? middle);
  const initial = rule.clamp(options.value ?? middle);
  const scale = sliderScale(low, high, step, log);
  const id = uniqueId();
  const slider = h("input", {
    type: "range",
    id,
    class: "v-slider",
    min: scale.min,
    max: scale.max,
    step: scale.step,
    "aria-describedby": hint && `${id}-hint`
  });
  const readout = h("input", {
    class: "v-number",
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `${label}, typed`
  });
  const width = Math.max(...[low, high, initial].map((v) => format(v).length)) + 1;
  readout.style.width = `${Math.max(width, 4)}ch`;
  const element = field(
    "range",
    {id, label, hint},
    h("span", {class: "v-reading"}, readout, unit && h("span", {class: "v-unit"}, unit)),
    slider
  );

  const show = (value: number) => {
    slider.value = String(scale.to(value));
    slider.style.setProperty("--at", `${(100 * (scale.to(value) - scale.min)) / (scale.max - scale.min)}%`);
    slider.setAttribute("aria-valuetext", [format(value), unit].filter(Boolean).join(" "));
    readout.value = document.activeElement === readout ? String(value) : format(value);
  };
  const input = ruledInput(element, {label, rule, value: initial, show});
  const type = () => {
    const before = input.value;
    input.value = parseNumber(readout.value) ?? before;
    if (input.value !== before) emit(input, true);
  };
  slider.addEventListener("input", () => {
    input.value = scale.from(slider.valueAsNumber);
    emit(input, false);
  });
  slider.addEventListener("change", () => input.dispatchEvent(new Event("change", {bubbles: true})));
  readout.addEventListener("focus", () => {
    readout.value = String(input.value);
    readout.select();
  });
  readout.addEventListener("blur", () => {
    type();
    readout.value = format(input.value);
  });
  readout.addEventListener("keydown", ({key}) => {
    if (key === "Enter") type();
    if (key === "Escape") readout.value = String(input.value);
    if (key !== "ArrowUp" && key !== "ArrowDown") return;
    input.value = scale.from(scale.to(input.value) + (key === "ArrowUp" ? 1 : -1) * scale.stride);
    emit(input, true);
  });
  return input;
}

/** The slider's own numbers: the value itself, or on a log scale two hundred equal ratios of three digits. */
export function sliderScale(low: number, high: number, step: number | "any", log: boolean) {
  if (!log) {
    const stride = step === "any" ? (high - low) / 100 : step;
    return {min: low, max: high, step, stride, to: (v: number) => v, from: (t: number) => t};
  }
  const ratio = Math.log(high / low);
  const to = (v: number) => (200 * Math.log(v / low)) / ratio;
  const from = (t: number) => Number((low * Math.exp((t / 200) * ratio)).toPrecision(3));
  return {min: 0, max: 200, step: "any" as number | "any", stride: 1, to, from};
}
