import {dotRows} from "./dotRows.js";
import {formatPercent} from "./format.js";
import {labelled} from "./labelled.js";
import {matrixView} from "./matrixView.js";

interface Verdict {
  says: string;
  right: number;
}

/** What harmless edits did to a set of programs. */
export interface EditsOfCode {
  samples: readonly {id: string; language: string}[];
  before: readonly Verdict[];
  edits: readonly {
    edit: string;
    flipped: number;
    share: number;
    low: number;
    high: number;
    change: number;
    after: readonly Verdict[];
  }[];
}

const NAMES: Record<string, string> = {
  header: "licence comments",
  foreign: "Python comments",
  prose: "a letter in front",
  shebang: "#! line for Python",
  uncomment: "no comments",
  names: "translated names",
  short: "one-letter names",
  crlf: "Windows line ends",
  shuffle: "shuffled lines"
};

export const editName = (edit: string): string => NAMES[edit] ?? edit;

/**
 * Which edits change the answer? A matrix, an edit a row and a program a column, with how probable the right language
 * still is, changed answers framed; and the share of changed answers with its 95 % interval.
 */
export function editsView(
  {samples, before, edits}: EditsOfCode,
  {onpick, target}: {onpick?: (edit: string, sample: string) => void; target?: HTMLElement} = {}
): HTMLElement {
  const values = new Float32Array(edits.flatMap(({after}) => after.map(({right}) => right)));
  const changed = (row: number, column: number) => edits[row].after[column].says !== before[column].says;
  const rows = edits.map(({edit}) => editName(edit));
  return labelled(
    [
      {
        title: "The right language's probability; frames: another answer",
        picture: (into) =>
          matrixView(
            {data: values, shape: [edits.length, samples.length]},
            {
              rows,
              columns: samples.map(({language}) => language),
              domain: [0, 1],
              size: 24,
              marked: changed,
              read: (row, column) => {
                const [was, is] = [before[column], edits[row].after[column]];
                const says = changed(row, column) ? `, and it says ${is.says}` : "";
                return `${samples[column].language}, ${rows[row]}: ${formatPercent(was.right)} → ${formatPercent(is.right)}${says}`;
              },
              onpick: (row, column) => onpick?.(edits[row].edit, samples[column].id),
              alt: editsInWords({samples, before, edits}),
              target: into
            }
          )
      },
      {
        title: "Answers changed, with 95 % intervals",
        picture: (into) =>
          dotRows(
            edits.map(({edit, share, low, high, flipped}) => ({
              label: editName(edit),
              marks: [
                {
                  value: (low + high) / 2,
                  error: (high - low) / 2,
                  shape: "dot" as const,
                  colour: "transparent",
                  name: "95 % interval"
                },
                {value: low, shape: "tick" as const, colour: "var(--ink-3)", name: "at least"},
                {value: high, shape: "tick" as const, colour: "var(--ink-3)", name: "at most"},
                {value: share, shape: "dot" as const, colour: "var(--ink)", name: `${flipped} of ${samples.length}`}
              ]
            })),
            {unit: "share of the programs", domain: [0, 1], alt: editsInWords({samples, before, edits}), target: into}
          )
      }
    ],
    "column",
    target
  );
}

/** How often each edit changed the answer, in words. */
export function editsInWords({samples, before, edits}: EditsOfCode): string {
  const right = before.filter(({says}, i) => says === samples[i].language).length;
  const percent = (low: number, high: number) => `(${Math.round(100 * low)} to ${Math.round(100 * high)} %)`;
  const said = edits
    .filter(({flipped}) => flipped)
    .map(({edit, flipped, low, high}) => `${editName(edit)} ${flipped} ${percent(low, high)}`);
  const still = edits.filter(({flipped}) => !flipped);
  const none = still.length
    ? ` None changed by ${still.map(({edit}) => editName(edit)).join(", ")} ${percent(still[0].low, still[0].high)}.`
    : "";
  const some = said.length ? ` Answers changed by ${said.join(", ")}.` : "";
  return `Untouched, ${right} of ${samples.length} programs are named rightly.${some}${none}`;
}

/** A row for each edit and program. */
export const editsTable = ({samples, before, edits}: EditsOfCode): Record<string, string | number>[] =>
  edits.flatMap(({edit, after}) =>
    after.map(({says, right}, i) => ({
      edit: editName(edit),
      program: samples[i].language,
      before: before[i].says,
      after: says,
      "p before": before[i].right,
      "p after": right
    }))
  );
