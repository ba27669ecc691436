import {CODE_EDITS, editedCode, firstLines, type CodeEdit} from "../arrays/codeEdits.js";
import type {Grid} from "../arrays/grid.js";
import {breathe, throwIfAborted} from "../lab/options.js";
import {accuracyOf} from "../methods/probes/interval.js";
import {codeSamples} from "../models/codeSamples.js";
import {textLogits} from "./text.js";
import type {Context} from "./context.js";

/** What the network says of one sample. */
export interface Verdict {
  /** Its first answer. */
  says: string;
  /** The probability of the language it is written in. */
  right: number;
}

/** What one edit did to all samples. */
export interface EditOutcome {
  edit: CodeEdit;
  /** Samples whose first answer changed, as a share with its 95 % interval. */
  flipped: number;
  share: number;
  low: number;
  high: number;
  /** The mean change of the right language's probability. */
  change: number;
  /** One for each sample. */
  after: Verdict[];
}

export interface EditsFrame {
  step: number;
  steps: number;
  samples: {id: string; language: string}[];
  before: Verdict[];
  edits: EditOutcome[];
}

export interface EditsArgs {
  /** How many lines a header, old code or a letter has. */
  lines: number;
  /** How many lines of each sample are used. */
  keep: number;
  seed: number;
}

/** Which harmless edits change the answer? Every sample after every edit, an edit a frame. */
export async function* codeEdits(
  {lines, keep, seed}: EditsArgs,
  context: Context
): AsyncGenerator<EditsFrame, void, undefined> {
  const model = await context.model("language-detection");
  await model.need(undefined, context.signal);
  const {classes} = model.card.heads[0];
  const verdicts = async (texts: string[]) => {
    const {data, shape} = model.probabilities(await textLogits(model, texts));
    return codeSamples.map(({language}, i) => verdictOf({data, shape}, i, classes, language));
  };
  const samples = codeSamples.map(({id, language}) => ({id, language}));
  const programs = codeSamples.map((sample) => ({...sample, text: firstLines(sample.text, keep)}));
  const before = await verdicts(programs.map(({text}) => text));
  const edits: EditOutcome[] = [];
  for (const edit of CODE_EDITS) {
    await breathe();
    throwIfAborted(context.signal);
    const after = await verdicts(programs.map((program) => editedCode(program, edit, {lines, seed})));
    const flipped = after.filter(({says}, i) => says !== before[i].says).length;
    const {accuracy: share, low, high} = accuracyOf(flipped, after.length);
    const change = after.reduce((sum, {right}, i) => sum + right - before[i].right, 0) / after.length;
    edits.push({edit, flipped, share, low, high, change, after});
    yield {step: edits.length, steps: CODE_EDITS.length, samples, before, edits: [...edits]};
  }
}

function verdictOf({data, shape: [, k]}: Grid, i: number, classes: readonly string[], language: string): Verdict {
  const row = data.subarray(i * k, (i + 1) * k);
  return {says: classes[row.indexOf(Math.max(...row))], right: row[classes.indexOf(language)]};
}
