import {barList} from "./barList.js";
import type {DayColumn} from "./rentalWords.js";

/** H of each pair of columns known so far, and of each column with all others. */
export interface Strengths {
  step: number;
  steps: number;
  total: readonly {name: string; h: number}[];
  pairs: readonly {a: string; b: string; h: number}[];
}

const labelIn = (columns: readonly DayColumn[], name: string) => columns.find((c) => c.name === name)?.label ?? name;

const ranked = (pairs: Strengths["pairs"]) => [...pairs].sort((p, q) => q.h - p.h);

/** Which pairs work together? H of the strongest pairs; picking one tells the page. */
export function strengthBars(
  pairs: Strengths["pairs"],
  columns: readonly DayColumn[],
  {chosen, onpick, target}: {chosen: [string, string]; onpick: (a: string, b: string) => void; target?: HTMLElement}
): HTMLElement {
  const top = ranked(pairs).slice(0, 8);
  const list = barList(
    top.map(({a, b, h}) => ({
      label: `${labelIn(columns, a)} × ${labelIn(columns, b)}`,
      value: h,
      active: chosen.includes(a) && chosen.includes(b)
    })),
    {
      label: "Friedman's H by pair",
      format: (h) => h.toFixed(2),
      domain: [0, Math.max(0.3, ...top.map(({h}) => h))],
      onpick: (_, i) => onpick(top[i].a, top[i].b),
      target
    }
  );
  list.classList.add("v-bars-wide");
  return list;
}

/** The strongest pair and the column most tied up with others, in words. */
export function strengthsInWords({pairs, total, step, steps}: Strengths, columns: readonly DayColumn[]): string {
  const [first, second] = ranked(pairs);
  if (!first) return "No pair asked yet.";
  const said = ({a, b, h}: {a: string; b: string; h: number}) =>
    `${labelIn(columns, a)} and ${labelIn(columns, b)} (H = ${h.toFixed(2)})`;
  const tied = total.filter(({h}) => !Number.isNaN(h)).sort((p, q) => q.h - p.h)[0];
  const most = tied
    ? ` The column most tied up with all others is ${labelIn(columns, tied.name)} (H = ${tied.h.toFixed(2)}).`
    : "";
  return `${step < steps ? `${step} of ${steps} asked so far. ` : ""}Strongest together: ${said(first)}${second ? `, then ${said(second)}` : ""}.${most}`;
}

/** A row for each pair. */
export const strengthTable = ({pairs}: Strengths, columns: readonly DayColumn[]) =>
  ranked(pairs).map(({a, b, h}) => ({one: labelIn(columns, a), other: labelIn(columns, b), H: h}));
