import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {AGAINST, FOR} from "./colour.js";
import {h} from "./dom.js";
import {dotRows} from "./dotRows.js";
import {mapGrid} from "./mapGrid.js";
import {methodName} from "./methodNames.js";

/** Maps of two networks and how alike they are, method by method. */
export interface LabelTest {
  courses: readonly {
    method: string;
    maps: readonly [reads: Grid, byHeart: Grid];
    rank: readonly number[];
    ssim: readonly number[];
  }[];
}

const TITLES = ["By the network that reads", "By the network that learnt random labels"];

/** Which maps are the same for a network that knows nothing? Two rows of maps, and below the likeness of each pair. */
export function labelTestView({courses}: LabelTest, image: Image, target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-labeltest")
    ? target
    : h("div", {class: "v-labeltest"}, ...TITLES.flatMap((title) => [h("h4", {}, title), h("ul")]), h("div"));
  const parts = [...element.children] as HTMLElement[];
  const [height, width, channels] = image.shape;
  const picture = {data: image.data.filter((_, i) => i % channels === 0), shape: [height, width]};
  TITLES.forEach((label, i) => {
    const grid = mapGrid([picture, ...courses.map(({maps}) => maps[i])], {
      label,
      scale: "own",
      size: 78,
      captions: ["the digit", ...courses.map(({method}) => methodName(method))],
      target: parts[2 * i + 1]
    });
    if (grid !== parts[2 * i + 1]) parts[2 * i + 1].replaceWith(grid);
  });
  const marks = [
    {key: "rank", shape: "dot", colour: FOR, name: "rank correlation"},
    {key: "ssim", shape: "ring", colour: AGAINST, name: "SSIM"}
  ] as const;
  const rows = dotRows(
    courses.map((course) => ({
      label: methodName(course.method),
      marks: marks.map(({key, ...mark}) => ({...mark, ...meanOf(course[key])}))
    })),
    {
      unit: "mean likeness (bars: standard deviation)",
      domain: [-0.2, 1],
      key: marks.map(({key: _, ...mark}) => ({...mark, value: 0})),
      alt: labelTestInWords({courses}),
      target: parts[4]
    }
  );
  if (rows !== parts[4]) parts[4].replaceWith(rows);
  return element;
}

/** The mean of the numbers there are, and their standard deviation. */
function meanOf(values: readonly number[]): {value: number; error: number} {
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, v) => sum + v, 0) / known.length;
  return {value: mean, error: Math.sqrt(known.reduce((sum, v) => sum + (v - mean) ** 2, 0) / known.length)};
}

/** Whose maps are most and least alike, in a sentence. */
export function labelTestInWords({courses}: LabelTest): string {
  const means = courses
    .map(({method, rank}) => ({name: methodName(method), value: meanOf(rank).value}))
    .filter(({value}) => Number.isFinite(value))
    .sort((a, b) => b.value - a.value);
  const [most, least] = [means[0], means.at(-1)];
  if (!most || !least) return "No map to compare.";
  const say = (v: number) => v.toFixed(2).replace("-", "−");
  const count = courses[0].rank.length;
  return `Over ${count} ${count === 1 ? "digit" : "digits"}, the maps of ${most.name} have a rank correlation of ${say(most.value)} between the two networks, those of ${least.name} of ${say(least.value)}.`;
}
