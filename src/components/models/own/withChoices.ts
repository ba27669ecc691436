import type {Card} from "../card.js";
import {fitNames} from "./classNames.js";
import type {OwnModel} from "./openOwn.js";
import type {Output} from "./outputs.js";
import {extentOf, rangeNamed} from "./ranges.js";

/** What the reader knows of a network and its files do not say. */
export interface OwnChoices {
  /** An id of `rangesFor`. */
  range: string;
  /** The classes' names; numbers take the place of those that are missing. */
  names: readonly string[];
  /** Which of its ends answers. */
  output: Output & {landmarks: string[]};
  /** What it looks at, where that is known: faces are cut out of photos whose face is known. */
  subject?: Card["subject"];
}

/** A network of the reader's own with what the reader said of it on its card. */
export function withChoices(own: Omit<OwnModel, "choices">, {range: id, names, output, subject}: OwnChoices): OwnModel {
  const {card} = own;
  const range = rangeNamed(id, card.input.channels);
  const [low, high] = extentOf(range.preprocess).map((v) => Number(v.toPrecision(3)));
  const {classes} = fitNames(names, output.classes);
  const {height, width, channels} = card.input;
  return {
    ...own,
    choices: {range: id, names: [...names], output: output.name},
    card: {
      ...card,
      heads: [{name: output.name, layer: output.layer, activation: output.activation, classes}],
      landmarks: output.landmarks,
      preprocess: range.preprocess,
      preprocessing: `${channels === 1 ? "Grey" : "Colour"}, ${height} × ${width}, ${range.title}: numbers from ${low} to ${high}.`,
      subject: subject ?? card.subject
    }
  };
}
