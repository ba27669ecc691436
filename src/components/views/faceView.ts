import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {lineChart, type Series} from "./lineChart.js";

interface Named {
  index: number;
  name: string;
  probability: number;
}

/** What a network said of a face under one amount of a change. */
export interface FaceSaid {
  amount: number;
  seen: Image;
  emotions: readonly Named[] | null;
  age: number | null;
  male: number | null;
}

export interface FacesSaid {
  readings: readonly FaceSaid[];
}

const ENDS: Record<string, [string, string]> = {
  light: ["darker", "brighter"],
  crop: ["closer", "wider"],
  tint: ["cooler", "warmer"],
  cover: ["bar at the top", "bar at the bottom"]
};

/** The same face under growing changes, and what a network says of each: pictures over lines, the chosen one marked. */
export function faceView(
  {readings}: FacesSaid,
  {change, at, target}: {change: string; at: number; target?: HTMLElement}
): HTMLElement {
  const element = target?.classList.contains("v-faces") ? target : h("div", {class: "v-faces"}, h("ul"), h("div"));
  const [grid, lines] = element.children as unknown as [HTMLElement, HTMLElement];
  imageGrid(
    readings.map(({seen}) => seen),
    {
      label: "What the network saw",
      size: 84,
      captions: readings.map(said),
      selected: readings.indexOf(nearest(readings, at)),
      pixelated: false,
      target: grid
    }
  );
  const [low, high] = ENDS[change];
  const ages = readings.some(({age}) => age !== null);
  const chart = lineChart(ages ? ageLines(readings) : emotionLines(readings), {
    x: {label: `${low} ← as it is → ${high}`, domain: [-1, 1]},
    y: ages
      ? {label: "years; probability of “male”, × 100", domain: [0, 100]}
      : {label: "probability", domain: [0, 1], format: formatPercent},
    height: 220,
    dots: true,
    mark: at,
    alt: facesInWords({readings}, at),
    target: lines
  });
  if (chart !== lines) lines.replaceWith(chart);
  return element;
}

function emotionLines(readings: readonly FaceSaid[]): Series[] {
  const all = readings[0].emotions!.toSorted((a, b) => a.index - b.index);
  const of = ({emotions}: FaceSaid, index: number) => emotions!.find((e) => e.index === index)!.probability;
  return all
    .filter(({index}) => readings.some((reading) => of(reading, index) > 0.1))
    .map(({index, name}) => ({
      name,
      colour: categoryColour(index),
      points: readings.map((reading) => [reading.amount, of(reading, index)] as const)
    }));
}

const ageLines = (readings: readonly FaceSaid[]): Series[] => [
  {name: "apparent age", colour: categoryColour(0), points: readings.map(({amount, age}) => [amount, age!] as const)},
  {
    name: "label “male”",
    colour: categoryColour(3),
    dashed: true,
    points: readings.map(({amount, male}) => [amount, 100 * male!] as const)
  }
];

const nearest = (readings: readonly FaceSaid[], at: number): FaceSaid =>
  readings.reduce((best, r) => (Math.abs(r.amount - at) < Math.abs(best.amount - at) ? r : best));

const said = ({emotions, age}: FaceSaid): string => (emotions ? emotions[0].name : `${age!.toFixed(0)} years`);

const inFull = (reading: FaceSaid): string =>
  reading.emotions
    ? `“${reading.emotions[0].name}” (${formatPercent(reading.emotions[0].probability)})`
    : `${reading.age!.toFixed(0)} years, and its label “male” with ${formatPercent(reading.male!)}`;

/** What the network says of the photo as it is and changed, and how far its answers range, in words. */
export function facesInWords({readings}: FacesSaid, at: number): string {
  const [plain, changed] = [nearest(readings, 0), nearest(readings, at)];
  const names = [...new Set(readings.map(said))];
  const ages = readings.map(({age}) => age ?? NaN);
  const range = readings[0].emotions
    ? `Over all changes it names ${names.length === 1 ? "one expression" : `${names.length} expressions`}: ${names.join(", ")}.`
    : `Over all changes its age for this one face runs from ${Math.min(...ages).toFixed(0)} to ${Math.max(...ages).toFixed(0)} years.`;
  return `Of the photo as it is the network says ${inFull(plain)}; with the change at ${changed.amount}, ${inFull(changed)}. ${range}`;
}
