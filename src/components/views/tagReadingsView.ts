import {AGAINST, FOR} from "./colour.js";
import {dotRows, type Mark} from "./dotRows.js";
import {formatPercent} from "./format.js";

interface Share {
  accuracy: number;
  low: number;
  high: number;
}

/** How well one layer tells the tag and the digit. */
export interface Reading {
  layer: string;
  tag: Share;
  digit: Share;
}

const NETWORKS = ["trained with tags", "the twin"];
const LOOKS = [
  {shape: "dot", colour: FOR},
  {shape: "ring", colour: AGAINST}
] as const;

/** Where do the digit and its tag fade? Two rows a layer, what the probes read there as marks of both networks. */
export function tagReadingsView(networks: readonly (readonly Reading[])[], target?: HTMLElement): HTMLElement {
  const mark = ({accuracy, low, high}: Share, i: number): Mark => ({
    value: 100 * accuracy,
    error: 50 * (high - low),
    name: NETWORKS[i],
    ...LOOKS[i]
  });
  const rows = networks[0].flatMap(({layer}, l) =>
    (["tag", "digit"] as const).map((what) => ({
      label: `${layer}: ${what}`,
      marks: networks.flatMap((list, i) => (list[l] ? [mark(list[l][what], i)] : []))
    }))
  );
  return dotRows(rows, {
    unit: "% read rightly by a linear probe (bars: 95 %; 10 % is chance)",
    domain: [0, 100],
    key: LOOKS.map((look, i) => ({value: 0, name: NETWORKS[i], ...look})),
    alt: "What linear probes read, layer by layer",
    target
  });
}

/** What the last hidden layer has kept of each network, in words, and whether that gives the shortcut away. */
export function readingsInWords(networks: readonly (readonly Reading[])[]): string {
  const kept = networks.map((list) => list.find(({layer}) => layer === "dense"));
  if (kept.some((reading) => !reading)) return `Read so far: ${networks[0].map(({layer}) => layer).join(", ")}.`;
  const [cheat, twin] = kept.map((reading) => reading!);
  const say = ({tag, digit}: Reading) =>
    `the tag ${formatPercent(tag.accuracy)}, the digit ${formatPercent(digit.accuracy)}`;
  const clear = ({tag, digit}: Reading) => tag.low > digit.high;
  const verdict =
    clear(cheat) && !clear(twin)
      ? "The probes caught it: in one network the tag outlives the digit, in its twin it does not."
      : clear(cheat)
        ? "The tag outlives the digit in both."
        : "The probes did not catch it: the tag does not clearly outlive the digit.";
  return `In the dense layer probes read, of the network trained with tags, ${say(cheat)}; of the twin, ${say(twin)}. ${verdict}`;
}
