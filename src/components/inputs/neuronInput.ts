import {asInput, emit, group, type Input} from "./input.js";
import {range} from "./range.js";
import {parseNumber} from "./rules.js";

/** One unit and what it is given. */
export interface Neuron {
  weights: number[];
  bias: number;
  inputs: number[];
}

/** Every dial runs from −LIMIT to LIMIT. */
const LIMIT = 3;
const NAMES = ["First", "Second", "Third"];

/** A unit's weights, its bias and its inputs, each on a slider of its own; one value, and one entry in the address. */
export function neuronInput({label, value: initial}: {label: string; value: Neuron}): Input<Neuron> {
  const count = initial.weights.length;
  const dial = (name: string, value: number) => range([-LIMIT, LIMIT], {label: name, value, step: 0.05});
  const weights = initial.weights.map((v, i) => dial(`${NAMES[i]} weight`, v));
  const bias = dial("Bias", initial.bias);
  const inputs = initial.inputs.map((v, i) => dial(`${NAMES[i]} input`, v));
  const dials = [...weights, bias, ...inputs];
  const element = group("neuron", {label}, ...dials);
  const numbersOf = ({weights, bias, inputs}: Neuron) => [...weights, bias, ...inputs];
  const set = (next: Neuron) => numbersOf(next).forEach((v, i) => (dials[i].value = v));
  const get = (): Neuron => ({
    weights: weights.map(({value}) => value),
    bias: bias.value,
    inputs: inputs.map(({value}) => value)
  });
  for (const one of dials) {
    one.addEventListener("input", () => emit(input, false));
    one.addEventListener("change", () => input.dispatchEvent(new Event("change", {bubbles: true})));
  }
  const input: Input<Neuron> = asInput<Neuron, HTMLElement>(element, {
    label,
    initial,
    get,
    set,
    write: () => numbersOf(get()).join("_"),
    read: (text) => {
      const numbers = text.split("_").map(parseNumber);
      const legal = numbers.length === dials.length && numbers.every((v) => v !== undefined && Math.abs(v) <= LIMIT);
      set(
        legal
          ? {
              weights: (numbers as number[]).slice(0, count),
              bias: numbers[count]!,
              inputs: (numbers as number[]).slice(count + 1)
            }
          : initial
      );
      return legal
        ? null
        : `${label}: “${text.slice(0, 40)}” is not possible. It takes ${dials.length} numbers from −${LIMIT} to ${LIMIT}, joined by _; the first ones are used.`;
    }
  });
  return input;
}
