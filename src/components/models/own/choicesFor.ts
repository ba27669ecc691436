import type {Card} from "../card.js";
import type {Finding} from "./brought.js";
import {fitNames, readClassNames} from "./classNames.js";
import type {Output} from "./outputs.js";
import {rangeNamed, rangesFor, type Range} from "./ranges.js";
import {usualNames} from "./usualNames.js";
import type {OwnChoices} from "./withChoices.js";

/** What an arrival knows of a network that the reader may correct. */
export interface Known {
  outputs: readonly (Output & {landmarks: string[]})[];
  range: {id: string; why: string};
  names: readonly string[];
  own: {card: Card};
}

/** What is known of a network beside its files: of the site's examples. */
export interface Hint {
  range?: string;
  names?: readonly string[];
  subject?: Card["subject"];
}

/** What the controls say: null and nothing where the reader left them. */
export interface Asked {
  range: string | null;
  names: string;
  output: string | null;
}

/**
 * Which range, class names and output does a network get? What the reader says, else what is known of it, else what
 * came with its files, else the usual. Also what there is to choose from, and a note where the names do not fit.
 */
export async function choicesFor(
  known: Known,
  asked: Asked,
  hint: Hint = {}
): Promise<OwnChoices & {ranges: Range[]; usual: string; note: string | null}> {
  const {channels} = known.own.card.input;
  const ranges = rangesFor(channels);
  const usual = hint.range ?? known.range.id;
  const range = ranges.some(({id}) => id === asked.range) ? asked.range! : usual;
  const output = known.outputs.find(({name}) => name === asked.output) ?? known.outputs[0];
  const given = [readClassNames(asked.names), hint.names ?? [], known.names].find((names) => names.length);
  const fallback = given ? null : await usualNames(output.classes, channels);
  const names = given ?? fallback!.names;
  const notes = [
    hint.range && range === usual ? `Its range is known here: ${ranges.find(({id}) => id === range)!.title}.` : null,
    fallback ? fallback.note : fitNames(names, output.classes).note
  ];
  return {range, names, output, subject: hint.subject, ranges, usual, note: notes.filter(Boolean).join(" ") || null};
}

/** What an arrival found, without its guess of a range that is known. */
export const unguessed = (findings: readonly Finding[], {range}: Hint = {}, channels = 3): Finding[] =>
  findings.map((finding) =>
    range && finding.about === "Range"
      ? {
          ...finding,
          text: `Its numbers go ${rangeNamed(range, channels).title}. Its file does not say so; it is known here.`
        }
      : finding
  );
