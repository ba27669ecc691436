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
  /** Of the photo as it is. */
  plain: FaceSaid;
  readings: readonly FaceSaid[];
}

/** What stands at the ends and in the middle of the axis, and how the ends are called in a sentence. */
const WAYS: Record<string, {axis: [string, string, string]; ends: [string, string]}> = {
  light: {axis: ["darker", "as it is", "brighter"], ends: ["the darkest", "the brightest"]},
  crop: {axis: ["closer", "as it is", "wider"], ends: ["the closest crop", "the widest crop"]},
  tint: {axis: ["cooler", "as it is", "warmer"], ends: ["the coolest light", "the warmest light"]},
  cover: {axis: ["bar at the top", "in the middle", "at the bottom"], ends: ["the top", "the bottom"]}
};

/** The same face under growing changes, and what a network says of each: pictures over lines, the chosen one marked. */
export function faceView(
  {plain, readings}: FacesSaid,
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
  const ages = readings.some(({age}) => age !== null);
  const chart = lineChart(ages ? ageLines(readings) : emotionLines(readings), {
    x: {label: WAYS[change].axis.join(" · "), domain: [-1, 1]},
    y: ages
      ? {label: "years; % for the label “male”", domain: [0, 100]}
      : {label: "probability", domain: [0, 1], format: formatPercent},
    height: 220,
    dots: true,
    mark: at,
    alt: facesInWords({plain, readings}, change, at),
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

/** How far a change has gone: "50 % of the way to the widest crop". */
function howFar(change: string, amount: number): string {
  const cover = change === "cover";
  if (amount === 0) return cover ? "with the bar in the middle" : "unchanged";
  const way = `${Math.round(100 * Math.abs(amount))} % of the way to ${WAYS[change].ends[Number(amount > 0)]}`;
  return cover ? `with the bar ${way}` : way;
}

/** What the network says of the photo as it is and changed, and how far its answers range, in words. */
export function facesInWords({plain, readings}: FacesSaid, change: string, at: number): string {
  const changed = nearest(readings, at);
  const names = [...new Set(readings.map(said))];
  const ages = readings.map(({age}) => age ?? NaN);
  const range = readings[0].emotions
    ? `Over all these pictures it names ${names.length === 1 ? "one expression" : `${names.length} expressions`}: ${names.join(", ")}.`
    : `Over all these pictures its age for this one face runs from ${Math.min(...ages).toFixed(0)} to ${Math.max(...ages).toFixed(0)} years.`;
  const now = changed === plain ? "" : `; ${howFar(change, changed.amount)}, ${inFull(changed)}`;
  return `Of the photo as it is the network says ${inFull(plain)}${now}. ${range}`;
}
