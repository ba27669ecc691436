import {grid, type Grid} from "../arrays/grid.js";
import {h} from "./dom.js";
import {histogram} from "./histogram.js";
import {axisNames} from "./dynamicsView.js";
import {scene3d, type Marker} from "./scene3d.js";

/** What a careless search claims, against what a strict one knows. */
export interface ClaimsPicture {
  space: {explained: readonly number[]};
  claims: readonly {place: readonly number[]; truth: readonly number[]; error: number}[];
  strict: readonly (readonly number[])[];
  met: number;
  ghosts: number;
}

const made = new WeakMap<HTMLElement, {scene: HTMLElement; bars: HTMLElement}>();

/** Shows claimed points, each tied to the true point nearest to it, and how far they are off. */
export function claimsView(c: ClaimsPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const {scene, bars} = made.get(element)!;
  scene3d({
    label: claimsInWords(c),
    fit: placesOf([...c.strict, ...c.claims.map(({place}) => place)]),
    axes: axisNames(c.space.explained),
    clouds: [
      {
        points: placesOf(c.claims.map(({place}) => place)),
        colour: "--alert",
        radius: 2.5
      }
    ],
    lines: c.claims
      .filter(({error}) => error > 0.01)
      .map(({place, truth}) => ({points: grid([...place, ...truth], [2, 3]), colour: "--alert", opacity: 0.5})),
    markers: c.strict.map((at): Marker => ({at, shape: "ring", colour: "--verdigris", size: 7})),
    target: scene
  });
  // Distances span many powers of ten; below 1e−7 float32 sees none.
  const powers = c.claims.map(({error}) => Math.log10(Math.max(error, 1e-7)));
  histogram(powers, {
    label: "claims by distance to the nearest true point; left of the line they lie on it",
    domain: [-7, 1],
    bins: 16,
    mark: -2,
    width: 260,
    height: 110,
    format: (v) => (Number.isInteger(v) ? `10${superscript(v)}` : `10${superscript(Math.round(v * 10) / 10)}`),
    target: bars
  });
  return element;
}

const placesOf = (places: readonly (readonly number[])[]): Grid =>
  grid(
    places.flatMap((place) => [...place]),
    [places.length, 3]
  );

const superscript = (v: number) =>
  [...String(v)].map((c) => ({"-": "⁻", ".": "·"})[c] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]).join("");

function create(): HTMLElement {
  const parts = {scene: scene3d({label: "", fit: grid([], [0, 3])}), bars: h("div", {class: "v-histogram"})};
  const key = h(
    "p",
    {class: "v-scene-key"},
    h("span", {class: "v-ring v-live"}, "true fixed point"),
    h("span", {class: "v-disc v-wrong"}, "claimed point, tied to the nearest true one")
  );
  const element = h(
    "div",
    {class: "v-dynamics"},
    h("section", {}, parts.scene, key),
    h("section", {}, h("h4", {}, "How far off are they?"), parts.bars)
  );
  made.set(element, parts);
  return element;
}

/** What the tolerance let through, in a sentence. */
export function claimsInWords({claims, strict, met, ghosts}: ClaimsPicture): string {
  const rest = {
    0: "there is no ghost",
    1: "the other claim is a ghost, off the mark or said twice"
  }[ghosts];
  return `The search claims ${claims.length} points. ${met} of the ${strict.length} true points are among them; ${rest ?? `the other ${ghosts} claims are ghosts, off the mark or said twice`}.`;
}
