import {h, uniqueId} from "../views/dom.js";
import {asInput, emit, field, type Input} from "./input.js";

/** A layer to stop at. */
export interface LayerChoice {
  name: string;
  /** A short name for people. */
  title: string;
  /** [height, width, channels] */
  shape: readonly number[];
  /** Share of the network's parameters that it takes to compute it, 0 … 1. */
  share: number;
}

/** Its value is a layer's name, or null: the network's usual one. */
export interface LayerSlider extends Input<string | null> {
  /**
   * The layers from input to output, and the one that null stands for. They come with a network, and again with
   * another; a chosen layer that is not among them gives way to the usual one, which emits "input".
   */
  offer(layers: readonly LayerChoice[], usual: string): void;
}

/** How deep in the network? A slider over its layers, which says what each is and how much of the network it needs. */
export function layerSlider({label = "Layer", hint}: {label?: string; hint?: string} = {}): LayerSlider {
  const id = uniqueId();
  const slider = h("input", {
    type: "range",
    id,
    class: "v-slider",
    min: 0,
    max: 1,
    step: 1,
    disabled: true,
    "aria-describedby": hint && `${id}-hint`
  });
  const name = h("b");
  const about = h("span", {class: "v-unit"});
  const element = field("layer-slider", {id, label, hint}, h("span", {class: "v-layer-name"}, name, about), slider);
  let layers: readonly LayerChoice[] = [];
  let usual = "";
  let value: string | null = null;

  const at = () => layers.findIndex((layer) => layer.name === (value ?? usual));
  const show = () => {
    const index = at();
    const layer = layers[index];
    slider.disabled = layers.length < 2;
    slider.max = String(Math.max(1, layers.length - 1));
    slider.value = String(Math.max(0, index));
    slider.style.setProperty("--at", `${layers.length > 1 ? (100 * Math.max(0, index)) / (layers.length - 1) : 0}%`);
    name.textContent = layer?.title ?? "";
    about.textContent = layer
      ? `${layer.shape.join(" × ")} · layer ${index + 1} of ${layers.length} · takes ${percent(layer.share)} of the weights`
      : "once the network is here";
    slider.setAttribute("aria-valuetext", layer ? `${layer.title}, ${about.textContent}` : "");
  };
  slider.addEventListener("input", () => {
    const {name} = layers[slider.valueAsNumber];
    value = name === usual ? null : name;
    show();
    emit(input, false);
  });
  slider.addEventListener("change", () => input.dispatchEvent(new Event("change", {bubbles: true})));
  const input = asInput<string | null, HTMLElement>(element, {
    label,
    initial: null,
    get: () => value,
    set: (next) => {
      value = next;
      show();
    },
    write: () => value ?? "usual",
    read: (text) => {
      value = text === "usual" || !text ? null : text.slice(0, 200);
      show();
      return null;
    }
  }) as LayerSlider;
  input.offer = (next, first) => {
    layers = next;
    usual = first;
    const known = value === null || at() >= 0;
    if (!known) value = null;
    show();
    if (!known) emit(input, false);
  };
  show();
  return input;
}

const percent = (share: number): string =>
  share > 0 && share < 0.01 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`;
