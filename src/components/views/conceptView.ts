import {categoryColour} from "./colour.js";
import {h, s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";
import {lineChart} from "./lineChart.js";

/** Where a picture lies along a concept, and what moving it there does to the answer. */
export interface ConceptPlace {
  place: number;
  examples: readonly {place: number; has: boolean}[];
  moved: readonly {by: number; probabilities: readonly number[]}[];
}

const HEIGHT = 124;
/** Where the strip's axis lies, and how many standard deviations it reaches; what lies further is drawn at its ends. */
const AXIS = 94;
const REACH = 4;
const TICKS = [-4, -2, 0, 2, 4];
const made = new WeakMap<HTMLElement, [HTMLElement, HTMLElement]>();

/**
 * Does a picture have a concept, and would the network answer otherwise if it had more of it? Above, the examples with
 * and without along the concept's direction, and the picture among them; below, the network's probabilities as the
 * layer is moved along that direction.
 */
export function conceptView(
  concept: ConceptPlace,
  {
    name,
    other,
    answers,
    alt,
    target
  }: {name: string; other: string; answers: readonly string[]; alt: string; target?: HTMLElement}
): HTMLElement {
  const element = target && made.has(target) ? target : h("div", {class: "v-concept"});
  const [strip, chart] = made.get(element) ?? [undefined, undefined];
  const parts: [HTMLElement, HTMLElement] = [
    fitted("v-chart", (width) => stripOf(concept, name, other, width), strip),
    lineChart(strongest(concept, answers), {
      x: {label: `moved towards “${name}”, standard deviations`},
      y: {label: "the network's probability", domain: [0, 1], format: (v) => `${Math.round(100 * v)} %`},
      mark: 0,
      alt,
      height: 220,
      target: chart
    })
  ];
  if (!made.has(element)) element.append(...parts);
  made.set(element, parts);
  return element;
}

/** The answers that are ever worth drawing, at most five. */
const strongest = ({moved}: ConceptPlace, answers: readonly string[]) =>
  answers
    .map((answer, c) => ({answer, c, most: Math.max(...moved.map(({probabilities}) => probabilities[c]))}))
    .sort((a, b) => b.most - a.most)
    .slice(0, 5)
    .filter(({most}, i) => i === 0 || most > 0.02)
    .map(({answer, c}) => ({
      name: answer,
      colour: categoryColour(c),
      points: moved.map(({by, probabilities}) => [by, probabilities[c]] as const)
    }));

/** Examples as ticks in two rows over one axis, the picture as a line through both. */
function stripOf({place, examples}: ConceptPlace, name: string, other: string, width: number): SVGElement {
  const at = (v: number) => 10 + ((width - 20) * (Math.min(Math.max(v, -REACH), REACH) + REACH)) / (2 * REACH);
  const row = (has: boolean, y: number, text: string, colour: string) => [
    ...examples
      .filter((e) => e.has === has)
      .map((e) => s("line", {x1: at(e.place), x2: at(e.place), y1: y, y2: y + 22, stroke: colour, opacity: 0.45})),
    s("text", {x: 2, y: y - 4}, text)
  ];
  return svg(
    {width, height: HEIGHT, alt: placeInWords(place, name)},
    ...row(true, 16, name, categoryColour(2)),
    ...row(false, 62, other, categoryColour(3)),
    s("line", {class: "v-rule", x1: at(-REACH), x2: at(REACH), y1: AXIS, y2: AXIS}),
    ...TICKS.map((v) => s("text", {x: at(v), y: AXIS + 13, "text-anchor": "middle"}, formatNumber(v))),
    s("text", {x: at(REACH), y: AXIS + 28, "text-anchor": "end"}, `towards “${name}”, standard deviations`),
    s("line", {class: "v-mark", x1: at(place), x2: at(place), y1: 4, y2: AXIS}),
    s("text", {x: at(place) + (place > 2 ? -6 : 6), y: 52, "text-anchor": place > 2 ? "end" : "start"}, "your drawing")
  );
}

/** Where a picture lies along a concept, in words. */
export const placeInWords = (place: number, name: string): string =>
  `Your drawing lies ${Math.abs(place).toFixed(1)} standard deviations ${place >= 0 ? "towards" : "away from"} “${name}”.`;

/** Which digits' scores a concept moves more than random directions do, in words. */
export function useInWords(
  uses: readonly {digit: number; slope: number; p: number}[],
  layer: string,
  name: string
): string {
  const moved = uses.filter(({p}) => p < 0.05);
  const list = (some: readonly {digit: number}[]) => some.map(({digit}) => digit).join(", ");
  const push = `Pushing the ${layer} towards “${name}”`;
  if (!moved.length) return `${push} moves no digit's own score more than random directions do.`;
  const [up, down] = [moved.filter(({slope}) => slope > 0), moved.filter(({slope}) => slope <= 0)];
  const did = [
    up.length && `raises the score of ${list(up)}`,
    down.length && `lowers ${up.length ? "that" : "the score"} of ${list(down)}`
  ];
  const rest = uses.filter(({p}) => p >= 0.05);
  return `${push} ${did.filter(Boolean).join(" and ")} more than random directions do.${rest.length ? ` Not told from chance: ${list(rest)}.` : ""}`;
}
