import {h, uniqueId} from "../views/dom.js";
import {emit, field, type Input} from "./input.js";
import {usualChoice} from "./usualChoice.js";

/** A layer to choose. */
export interface LayerChoice {
  name: string;
  /** The name as a reader sees it. */
  title: string;
  /** At the input size the network was trained at: "14² × 512". */
  size?: string;
  channels?: number;
}

export interface LayerPicker extends Input<string | null> {
  /** The network's landmarks, the layers worth a look first; the first call also decides what null stands for. */
  offer(landmarks: readonly LayerChoice[], usual: string): void;
  /** All of its layers, when they are known. A chosen one that is not among them gives way to the usual one. */
  all: readonly LayerChoice[];
  /** The layer's name, whether chosen or usual. */
  readonly layer: string;
  /** How many channels it has; Infinity while that is not known. */
  readonly channels: number;
}

/**
 * Which layer? A menu of a network's landmarks, and of all its layers once they are given. Its value is a name, or
 * null for the layer that suits the network best, so that the choice outlives no change of network.
 */
export function layerPicker({label = "Layer", hint}: {label?: string; hint?: string} = {}): LayerPicker {
  const id = uniqueId();
  const control = h("select", {id, class: "v-select", "aria-describedby": hint && `${id}-hint`});
  const element = field("layer", {id, label, hint}, control);
  let landmarks: readonly LayerChoice[] = [];
  let all: readonly LayerChoice[] = [];
  const show = () => {
    const layer = chosen();
    const known = [...landmarks, ...all];
    const strange = layer && !known.some(({name}) => name === layer) ? [{name: layer, title: layer}] : [];
    const option = ({name, title, size}: LayerChoice) =>
      h("option", {value: name}, size ? `${title} · ${size}` : title);
    const first = landmarks.map((choice) => ({...choice, ...all.find(({name}) => name === choice.name)}));
    control.replaceChildren(
      h("optgroup", {label: "Landmarks"}, ...[...first, ...strange].map(option)),
      ...(all.length ? [h("optgroup", {label: "Every layer"}, ...others().map(option))] : [])
    );
    control.value = layer;
  };
  const others = () => all.filter(({name}) => !landmarks.some((landmark) => landmark.name === name));

  const choice = usualChoice(element, control, {label, show});
  const {chosen, stand} = choice;
  const input = choice.input as LayerPicker;
  Object.defineProperties(input, {
    offer: {
      value: (given: readonly LayerChoice[], best: string) => {
        landmarks = given;
        all = [];
        stand(best);
        show();
      }
    },
    all: {
      get: () => all,
      set: (given: readonly LayerChoice[]) => {
        all = given;
        show();
        const {value} = input;
        if (value === null || !all.length || [...landmarks, ...all].some(({name}) => name === value)) return;
        input.value = null;
        emit(input, true);
      }
    },
    layer: {get: chosen},
    channels: {get: () => all.find(({name}) => name === input.layer)?.channels ?? Infinity}
  });
  return input;
}
