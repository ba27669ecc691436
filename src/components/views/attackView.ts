import type {Grid} from "../arrays/grid.js";
import {extentOf} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {lineChart} from "./lineChart.js";
import {panels} from "./panels.js";
import {answersInWords} from "./words.js";

interface Said {
  index: number;
  name: string;
  probability: number;
}

/** A picture, what was added to it, and what a network makes of the sum. */
export interface AttackPicture {
  image: Image;
  perturbation: Grid;
  adversarial: Image;
  /** All answers, the most probable first. */
  before: readonly Said[];
  after: readonly Said[];
  /** Every class's probability at each step so far. */
  course: readonly ArrayLike<number>[];
  steps: number;
}

/** Answers shown as bars. */
const BARS = 4;

/** Shows a picture, the change `magnify` times as strong, the changed picture, and how the answers moved. */
export function attackView(attack: AttackPicture, magnify: number, target?: HTMLElement): HTMLElement {
  const {image, perturbation, adversarial, before, after, course, steps} = attack;
  const element = target?.classList.contains("v-attack") ? target : h("div", {class: "v-attack"}, h("div"), h("div"));
  const shown = barsOf(before, after);
  const row = panels(
    [
      {
        title: "The picture",
        image,
        alt: "The picture as it was",
        note: answersInWords(before, 1)
      },
      {
        title: `Added, × ${magnify}`,
        image: magnified(perturbation, image, magnify),
        alt: "What was added, magnified; grey is nothing",
        note: `at most ${formatPercent(Math.max(...extentOf(perturbation.data).map(Math.abs)))} of black to white`
      },
      {
        title: "The sum",
        image: adversarial,
        alt: "The changed picture",
        note: answersInWords(after, 1)
      },
      {
        title: "It answers now",
        bars: shown.map(({index, name, probability}) => ({
          label: name,
          value: probability,
          active: index === after[0].index,
          colour: categoryColour(shown.findIndex((a) => a.index === index))
        }))
      }
    ],
    {columns: 4, target: element.children[0] as HTMLElement}
  );
  const chart = lineChart(
    shown.slice(0, 2).map(({index, name}, i) => ({
      name,
      colour: categoryColour(i),
      points: course.map((probabilities, step) => [step, probabilities[index]] as const)
    })),
    {
      x: {label: "step", domain: [0, steps], format: (step) => (Number.isInteger(step) ? String(step) : "")},
      y: {label: "probability", domain: [0, 1], format: formatPercent},
      height: 170,
      dots: true,
      alt: `Probabilities over ${course.length - 1} steps`,
      target: element.children[1] as HTMLElement
    }
  );
  if (row !== element.children[0] || chart !== element.children[1]) element.replaceChildren(row, chart);
  return element;
}

/** The first answers before and after, then the strongest others. */
function barsOf(before: readonly Said[], after: readonly Said[]): Said[] {
  const first = after.find(({index}) => index === before[0].index)!;
  const order = [first, after[0], ...after];
  return order.filter((answer, i) => order.indexOf(answer) === i).slice(0, BARS);
}

/** Grey where nothing was added, brighter and darker where something was. */
function magnified({data}: Grid, {shape}: Image, k: number): Image {
  return {data: data.map((v) => Math.min(Math.max(0.5 + k * v, 0), 1)), shape};
}
