import {h, s} from "./dom.js";
import {formatNumber, formatShare} from "./format.js";

export interface Difference {
  /** The logit difference in both runs, and now. */
  clean: number;
  corrupted: number;
  now: number;
  /** The two answers. */
  answer: string;
  instead: string;
}

/** The share of the way from the corrupted run's answer to the clean one's. */
export const restoredShare = ({clean, corrupted, now}: Difference): number => (now - corrupted) / (clean - corrupted);

/** A logit, or a difference of two, to a tenth. */
export const tenths = (v: number): string => formatNumber(Number(v.toFixed(1)));

/** How far has the answer come back? A scale from the corrupted run to the clean one, and where it stands now. */
export function differenceScale(difference: Difference, target?: HTMLElement): HTMLElement {
  const element = target ?? h("div", {class: "v-difference"});
  const {clean, corrupted, now, answer, instead} = difference;
  const share = restoredShare(difference);
  const x = (t: number) => 20 + 360 * (0.1 + 0.8 * Math.min(Math.max(t, -0.12), 1.12));
  const tick = (t: number, name: string, value: number) =>
    s(
      "g",
      {transform: `translate(${x(t)} 34)`},
      s("line", {y1: -6, y2: 6}),
      s("text", {y: 20, "text-anchor": "middle"}, `${name} ${tenths(value)}`)
    );
  const here = `${answer} − ${instead}: ${tenths(now)} (${formatShare(share)} restored)`;
  element.replaceChildren(
    h("p", {class: "v-here"}, here),
    s(
      "svg",
      {
        viewBox: "0 24 400 36",
        role: "img",
        "aria-label": `Logit of ${answer} less that of ${instead}: ${tenths(now)}; ${tenths(corrupted)} in the corrupted run, ${tenths(clean)} in the clean run.`
      },
      s("line", {class: "v-axis", x1: 20, x2: 380, y1: 34, y2: 34}),
      s("line", {class: "v-way", x1: x(0), x2: x(share), y1: 34, y2: 34}),
      tick(0, "corrupted", corrupted),
      tick(1, "clean", clean),
      s("circle", {cx: x(share), cy: 34, r: 7})
    )
  );
  return element;
}
