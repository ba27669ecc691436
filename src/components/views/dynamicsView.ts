import {full, grid, type Grid} from "../arrays/grid.js";
import {FULL_SPEED} from "../arrays/presses.js";
import {categoryColour} from "./colour.js";
import {complexPlane} from "./complexPlane.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import {scene3d, type Cloud, type Line, type Marker} from "./scene3d.js";
import {signalTraces, type Trace} from "./signalTraces.js";

/** A place where the network stands still, or nearly. */
export interface StillPoint {
  place: readonly number[];
  ways: readonly (readonly number[])[];
  output: readonly number[];
  kind: "stable" | "saddle" | "unstable";
  slow: boolean;
  q: number;
  starts: number;
  eigenvalues: readonly {re: number; im: number}[];
}

export interface Dynamics {
  task: "flip-flop" | "ring";
  space: {explained: readonly number[]; paths: Grid};
  search: {places: Grid};
  points: readonly StillPoint[] | null;
  /** The starts before the search, and the stable point that each runs to when let go. */
  basins: {places: Grid; ends: readonly number[]} | null;
  /** The network as the reader drives it; null before. */
  drive: {path: Grid; outputs: Grid; inputs: Grid} | null;
  /** The step at which the last press began. */
  from: number;
  selected: number;
  shows: {paths: boolean; ways: boolean; basins: boolean};
  onpick: (point: number) => void;
}

interface Parts {
  scene: HTMLElement;
  title: HTMLElement;
  plane: HTMLElement;
  note: HTMLElement;
  traces: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/** Shows a network's state space with what was found in it, the stability of one point, and a run by hand. */
export function dynamicsView(d: Dynamics, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const {space, points, selected} = d;
  scene3d({
    label: pointsInWords(points),
    fit: wholeOf(d),
    axes: axisNames(space.explained),
    lines: [...(d.shows.paths ? pathsOf(space.paths) : []), ...(d.shows.ways ? waysOf(points ?? [], space.paths) : [])],
    clouds: cloudsOf(d),
    markers: (points ?? []).map((p, i) => ({
      ...markerOf(p, d.task),
      ...(d.shows.basins && isAttractor(p) ? {colour: categoryColour(i)} : {}),
      selected: i === selected
    })),
    walk: d.drive && {path: d.drive.path, from: d.from},
    onpick: d.onpick,
    target: parts.scene
  });
  const point = points?.[selected];
  parts.title.textContent = point ? `Point ${selected}: ${kindOf(point)}` : "One point's stability";
  const words = point
    ? `${stabilityInWords(point)} ${basinInWords(d)}`.trim()
    : "Once the points are found, choose one.";
  complexPlane(point?.eigenvalues ?? [], {alt: words, target: parts.plane});
  parts.note.textContent = words;
  signalTraces(d.drive ? tracesOf(d.drive, d.task) : [], {alt: driveInWords(d), target: parts.traces});
  return element;
}

/** Principal directions by number, with their shares of the variance. */
export const axisNames = (explained: readonly number[]): [string, string, string] =>
  explained.map((share, i) => `${i + 1} (${formatPercent(share)})`) as [string, string, string];

const isAttractor = ({kind, slow}: Pick<StillPoint, "kind" | "slow">): boolean => kind === "stable" && !slow;

/** The starts: on their way while the search runs, after it by the attractor that draws them, if that is asked for. */
function cloudsOf({points, search, basins, shows}: Dynamics): Cloud[] {
  if (!points) return [{points: search.places, colour: "--verdigris", radius: 1.5, opacity: 0.7}];
  if (!basins || !shows.basins) return [];
  const {places, ends} = basins;
  return [...new Set(ends)].map((end) => {
    const data = ends.flatMap((e, i) => (e === end ? [...places.data.subarray(3 * i, 3 * i + 3)] : []));
    return {points: grid(data, [data.length / 3, 3]), colour: end < 0 ? "--ink-3" : categoryColour(end), radius: 2.25};
  });
}

/** How many of the starts the chosen point draws, in a sentence; nothing for one that is not an attractor. */
function basinInWords({points, basins, selected}: Dynamics): string {
  if (!basins || !points?.[selected] || !isAttractor(points[selected])) return "";
  const here = basins.ends.filter((end) => end === selected).length;
  return `Let go without input, ${here} of the ${basins.ends.length} starts come to rest here.`;
}

/** All that must be in the picture: what the network visits, where it can rest, and where the reader drove it. */
function wholeOf({space, points, drive}: Dynamics): Grid {
  const still = (points ?? []).filter(({slow}) => !slow).flatMap(({place}) => place);
  const data = Float32Array.of(...space.paths.data, ...still, ...(drive?.path.data ?? []));
  return {data, shape: [data.length / 3, 3]};
}

function create(): HTMLElement {
  const nothing = full([0, 3]);
  const parts: Parts = {
    scene: scene3d({label: "", fit: nothing}),
    title: h("h4"),
    plane: complexPlane([], {alt: ""}),
    note: h("p", {class: "v-unit"}),
    traces: signalTraces([], {alt: ""})
  };
  const key = h(
    "p",
    {class: "v-scene-key"},
    ...(
      [
        ["v-disc", "stable: an attractor"],
        ["v-ring", "saddle with one way out"],
        ["v-diamond", "saddle with more"],
        ["v-square", "slow point"]
      ] as const
    ).map(([shape, text]) => h("span", {class: shape}, text))
  );
  const element = h(
    "div",
    {class: "v-dynamics"},
    h("section", {}, parts.scene, key),
    h("section", {}, parts.title, parts.plane, parts.note, h("h4", {}, "What you sent, and what it says"), parts.traces)
  );
  made.set(element, parts);
  return element;
}

const pathsOf = ({data, shape: [n, t]}: Grid): Line[] =>
  Array.from({length: n}, (_, i) => ({
    points: grid(data.subarray(i * t * 3, (i + 1) * t * 3), [t, 3]),
    colour: "--ink-3",
    width: 0.75,
    opacity: 0.3
  }));

/** Unstable directions as short lines to both sides, an eighth of the picture long. */
function waysOf(points: readonly StillPoint[], paths: Grid): Line[] {
  const reach = 0.16 * Math.max(...paths.data.map(Math.abs));
  return points
    .filter(({slow}) => !slow)
    .flatMap(({place, ways}) =>
      ways.map((way) => {
        const ends = [-1, 1].flatMap((side) => place.map((v, c) => v + side * reach * way[c]));
        return {points: grid(ends, [2, 3]), colour: "--alert", width: 1.75};
      })
    );
}

export const bitsOf = (output: readonly number[]): string => output.map((v) => (v < 0 ? "−" : "+")).join("");

function markerOf({place, kind, slow, ways, output}: StillPoint, task: Dynamics["task"]): Marker {
  if (slow) return {at: place, shape: "square", colour: "--ink-3", size: 3.5};
  if (kind === "stable")
    return {at: place, shape: "disc", colour: "--verdigris", size: 6.5, label: task === "ring" ? "" : bitsOf(output)};
  if (ways.length === 1) return {at: place, shape: "ring", colour: "--brass", size: 5};
  return {at: place, shape: "diamond", colour: "--alert", size: 5.5};
}

export function kindOf({kind, slow, ways}: Pick<StillPoint, "kind" | "slow" | "ways">): string {
  const what = kind === "saddle" ? `saddle, ${plural(ways.length, "way")} out` : kind;
  return slow ? `slow (${what})` : what;
}

function stabilityInWords(point: StillPoint): string {
  const {eigenvalues, q, starts} = point;
  const outside = eigenvalues.filter(({re, im}) => Math.hypot(re, im) > 1).length;
  const [first] = eigenvalues;
  const largest = `The largest of ${eigenvalues.length} eigenvalues has the size ${Math.hypot(first.re, first.im).toFixed(3)}.`;
  return `${largest} ${outside || "None"} ${outside === 1 ? "lies" : "lie"} outside the circle. q = ${formatNumber(q)}, found from ${plural(starts, "start")}.`;
}

/** What was found, in a sentence. */
export function pointsInWords(points: readonly StillPoint[] | null): string {
  if (!points) return "The search is on its way.";
  const fixed = points.filter(({slow}) => !slow);
  const stable = fixed.filter(({kind}) => kind === "stable").length;
  const slow = points.length - fixed.length;
  return `${stable ? plural(stable, "stable point") : "No stable point"}, ${saddlesInWords(fixed)}${slow ? `; and ${plural(slow, "slow point")}` : ""}.`;
}

function saddlesInWords(fixed: readonly StillPoint[]): string {
  const ways = fixed.filter(({kind}) => kind !== "stable").map(({ways}) => ways.length);
  const counts = [...new Set(ways)].sort((a, b) => a - b).map((n) => [ways.filter((w) => w === n).length, n]);
  const out = (n: number) => `with ${plural(n, "way")} out`;
  if (!counts.length) return "no saddle";
  if (counts.length === 1) return `${plural(ways.length, "saddle")} ${out(ways[0])}`;
  return `${ways.length} saddles: ${counts.map(([many, n]) => `${many} ${out(n)}`).join(", ")}`;
}

const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;

/** How the network's slow points creep, in a sentence; nothing when there are none. */
export function creepInWords(points: readonly StillPoint[] | null): string {
  const slow = (points ?? []).filter((p) => p.slow);
  if (!slow.length) return "";
  const sizes = slow.map(({eigenvalues: [{re, im}]}) => Math.hypot(re, im));
  const strides = slow.map(({q}) => Math.sqrt(2 * q));
  return `At the slow points the largest eigenvalue has a size between ${Math.min(...sizes).toFixed(3)} and ${Math.max(...sizes).toFixed(3)}, and no step is longer than ${formatNumber(Number(Math.max(...strides).toPrecision(2)))}.`;
}

const column = ({data, shape: [n, k]}: Grid, c: number): Float32Array =>
  Float32Array.from({length: n}, (_, i) => data[i * k + c]);

function tracesOf({outputs, inputs}: NonNullable<Dynamics["drive"]>, task: Dynamics["task"]): Trace[] {
  if (task === "flip-flop")
    return [0, 1, 2].map((c) => ({name: `bit ${c + 1}`, output: column(outputs, c), input: column(inputs, c)}));
  const none = new Float32Array(0);
  return [
    {name: "turn", output: column(inputs, 2), input: none},
    {name: "cos", output: column(outputs, 0), input: none},
    {name: "sin", output: column(outputs, 1), input: none}
  ];
}

/** What the network says at the end of a drive, in a sentence. */
export function driveInWords({drive, task}: Pick<Dynamics, "drive" | "task">): string {
  if (!drive) return "Nobody has driven it yet.";
  const [steps, k] = drive.outputs.shape;
  const last = Array.from(drive.outputs.data.subarray((steps - 1) * k));
  if (task === "flip-flop") {
    const silent = drive.inputs.data.every((v) => !v);
    return silent
      ? `Without any pulse, after ${steps} steps, it says ${last.map(formatNumber).join(", ")}.`
      : `Driven by hand it now holds ${bitsOf(last)} (it says ${last.map((v) => formatNumber(Number(v.toFixed(2)))).join(", ")}).`;
  }
  const angle = (a: number, b: number) => (Math.atan2(b, a) * 180) / Math.PI;
  let truth = 0;
  for (let t = 0; t < steps; ++t) truth += (FULL_SPEED * drive.inputs.data[t * 3 + 2] * 180) / Math.PI;
  const wrapped = angle(Math.cos((truth * Math.PI) / 180), Math.sin((truth * Math.PI) / 180));
  return `It says ${degrees(angle(last[0], last[1]))}; the true direction is ${degrees(wrapped)}.`;
}

const degrees = (v: number): string => `${formatNumber(Math.round(v))}°`;
