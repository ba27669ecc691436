import type {Grid} from "./grid.js";

/** How a map's weight is spread over the picture. */
export interface Concentration {
  /** Share of the whole that the strongest tenth of the pixels holds: .1 is even, 1 is all. */
  topTenth: number;
  /** Where the weight's centre lies, as shares of height and width. */
  centre: [y: number, x: number];
  /** The centre in words: "centre", "upper left" … */
  where: string;
  /** Share of the weight that is positive; 1 for maps without a sign. */
  positive: number;
}

/** Where does a map put its weight? For the sentence that says in words what a heat map [h, w] shows. */
export function concentration({data, shape: [height, width]}: Grid): Concentration {
  const size = data.map(Math.abs);
  let total = 0;
  let positive = 0;
  let y = 0;
  let x = 0;
  size.forEach((v, i) => {
    total += v;
    if (data[i] > 0) positive += v;
    y += v * (Math.floor(i / width) + 0.5);
    x += v * ((i % width) + 0.5);
  });
  if (!(total > 0)) return {topTenth: 0.1, centre: [0.5, 0.5], where: "nowhere", positive: 0};
  const strongest = size.sort().subarray(Math.floor(size.length * 0.9));
  const centre: [number, number] = [y / total / height, x / total / width];
  return {
    topTenth: strongest.reduce((s, v) => s + v, 0) / total,
    centre,
    where: inWords(centre),
    positive: positive / total
  };
}

/** The picture in nine fields; the middle one is large, since centres of gravity tend to it. */
function inWords([y, x]: [number, number]): string {
  const row = y < 0.42 ? "upper" : y > 0.58 ? "lower" : "";
  const column = x < 0.42 ? "left" : x > 0.58 ? "right" : "";
  if (!row && !column) return "centre";
  return [row, column].filter(Boolean).join(" ") + (row && column ? "" : row ? " half" : " side");
}
