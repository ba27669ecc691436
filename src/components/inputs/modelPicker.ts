import {formatBytes} from "../views/format.js";
import type {Input} from "./input.js";
import {oneOf} from "./oneOf.js";

/** What the picker needs to know of a network; a model's card has it. */
export interface ModelCard {
  id: string;
  name: string;
  task: string;
  /** Download of the whole network. */
  bytes: number;
}

export interface ModelPickerOptions {
  label?: string;
  /** The id chosen at first. */
  value?: string;
  /** The ids this build holds; all when omitted. The others are not offered. */
  available?: readonly string[];
}

/** Which network answers? Its value is a card's id; what each does and how much it downloads is said before. */
export function modelPicker(cards: readonly ModelCard[], options: ModelPickerOptions = {}): Input<string> {
  const {label = "Network", value, available = cards.map(({id}) => id)} = options;
  const offered = cards.filter(({id}) => available.includes(id));
  const card = (id: string) => offered.find((c) => c.id === id)!;
  return oneOf(
    offered.map(({id}) => id),
    {
      label,
      value,
      as: "menu",
      format: (id) => `${card(id).name} · ${formatBytes(card(id).bytes)}`,
      describe: (id) => card(id).task
    }
  );
}
