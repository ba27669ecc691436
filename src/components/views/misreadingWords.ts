import {formatNumber} from "./format.js";

/** What can be compared between points and their layout. */
interface Shape {
  widths: readonly number[];
  gaps: readonly number[];
  evenness: number;
}

const times = (v: number) => `${v < 100 ? v.toPrecision(2) : Math.round(v)} times`;

/** What a layout makes of points that are known, in a sentence with both numbers. */
export function misreadingInWords(kind: "sizes" | "distances" | "noise" | "ring", before: Shape, after: Shape): string {
  if (kind === "sizes")
    return `One cloud is truly ${times(before.widths[1] / before.widths[0])} as wide as the other. t-SNE draws it ${times(after.widths[1] / after.widths[0])} as wide.`;
  if (kind === "distances")
    return `The third cloud is truly ${times(before.gaps[1] / before.gaps[0])} as far from the second as the first is. t-SNE draws it ${times(after.gaps[1] / after.gaps[0])} as far.`;
  if (kind === "noise") {
    const clumped =
      after.evenness < 0.9
        ? "clumped: clusters that are not there"
        : after.evenness > 1.1
          ? "evenly spread"
          : "as chance would strew it";
    return `One round cloud of pure chance. The layout's evenness is ${after.evenness.toFixed(2)}, ${clumped} (1 is chance).`;
  }
  const inside = after.gaps[0] / after.widths[1];
  return `A small cloud lies truly inside a ring: their middles coincide. t-SNE puts them ${formatNumber(Number(inside.toPrecision(2)))} ring widths apart.`;
}
