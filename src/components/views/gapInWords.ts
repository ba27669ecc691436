import {formatNumber, formatPercent} from "./format.js";

/** What is known of how far an attribution is from being complete. */
export interface Gap {
  /** The attribution's sum − (value − baselineValue). */
  delta: number;
  value: number;
  baselineValue: number;
  steps: number;
  /** Are the points drawn at random (expected gradients)? */
  sampled?: boolean;
}

/** The most steps that pages offer. */
const MOST = 256;

/** The gap as a share of the whole change. */
export const gapShare = ({delta, value, baselineValue}: Gap): number => Math.abs(delta / (value - baselineValue));

/** Does the attribution add up? A sentence with the gap, and when it is over 1 %, what to raise. */
export function gapInWords(gap: Gap): string {
  const {value, baselineValue, steps, sampled = false} = gap;
  const change = value - baselineValue;
  const share = gapShare(gap);
  if (change === 0)
    return `Baseline and picture get exactly the same score: there is nothing to share out, and the map adds up to ${formatNumber(gap.delta)}. Choose another baseline.`;
  const said = `The map adds up to ${formatNumber(change + gap.delta)}; the score changes by ${formatNumber(change)}. The gap is ${formatPercent(share)}`;
  if (share <= 0.01) return `${said}: complete enough.`;
  // Next to no change makes any gap look large.
  if (Math.abs(change) < 0.05 * Math.max(Math.abs(value), Math.abs(baselineValue)))
    return `${said}, because baseline and picture get nearly the same score. Choose another baseline: from here there is little to share out.`;
  if (sampled)
    return `${said}: that is chance. ${steps < MOST ? `Raise the steps, here samples, to ${Math.min(4 * steps, MOST)}` : "It halves with four times the samples, and this is the most there are here"}.`;
  return steps < MOST
    ? `${said}, more than 1 %. Raise the steps to ${Math.min(MOST, 2 * steps)}, or take the Gauss–Legendre rule.`
    : `${said}, more than 1 %, at the most steps there are here: this network bends sharply on the way. Start nearer the picture, from a blur.`;
}
