import {barList} from "./barList.js";
import {formatNumber} from "./format.js";

/** The network's input as one text fills it. */
export interface PairsOfText {
  target: {name: string};
  pairs: readonly {
    spellings: readonly string[];
    count: number;
    value: number;
    places: readonly {start: number; end: number}[];
  }[];
  total: number;
}

const ROWS = 14;

const VISIBLE: Record<string, string> = {" ": "␣", "\n": "↵", "\t": "⇥"};

/** A pair of characters with its white space made visible. */
export const visiblePair = (pair: string): string => pair.replace(/[ \n\t]/g, (c) => VISIBLE[c]);

const spelled = (spellings: readonly string[]) => spellings.slice(0, 3).map(visiblePair).join("  ");

/** Which pairs of characters count most? Bars around zero, the characters as they stand in the text. */
export function pairsView({pairs, target}: PairsOfText, into?: HTMLElement): HTMLElement {
  const shown = pairs.slice(0, ROWS);
  const most = Math.max(...shown.map(({value}) => Math.abs(value)), 0);
  const list = barList(
    shown.map(({spellings, count, value}) => ({
      label: spelled(spellings),
      note: count === 1 ? "once" : `${count} times`,
      value
    })),
    {label: `Pairs of characters that count most for ${target.name}, in log-odds`, domain: [-most, most], target: into}
  );
  list.classList.add("v-pairs");
  return list;
}

/** How many pairs and bins there are, and which counts most, in words. */
export function pairsInWords({pairs, total, target}: PairsOfText): string {
  if (!pairs.length) return "There are no two characters side by side here.";
  const shared = pairs.filter(({spellings}) => spellings.length > 1).length;
  const [{spellings, count, value}] = pairs;
  const way = value > 0 ? "for" : "against";
  return `The network sees ${total} pairs in ${pairs.length} of its 5,000 bins. ${shared} of these hold different pairs that it cannot tell apart. Most counts ${spelled(spellings.slice(0, 1))} (${count === 1 ? "once" : `${count} times`}): emptying its bin moves the log-odds by ${formatNumber(Math.abs(value))}, so it speaks ${way} ${target.name}.`;
}

/** A row for each bin. */
export const pairsTable = ({pairs}: PairsOfText): Record<string, string | number>[] =>
  pairs.map(({spellings, count, value}) => ({pairs: spellings.map(visiblePair).join(" "), count, "log-odds": value}));
