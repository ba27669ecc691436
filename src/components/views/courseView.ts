import {s} from "./dom.js";
import {formatNumber} from "./format.js";

export interface CourseLine {
  name: string;
  points: readonly (readonly [step: number, value: number])[];
  /** Numbers at the bottom and the top of the picture. */
  domain: readonly [number, number];
  colour: string;
}

export interface CoursePicture {
  lines: readonly CourseLine[];
  steps: number;
  /** Steps one can go to, and the one shown. */
  stops?: readonly number[];
  at?: number;
  onpick?: (index: number) => void;
  alt: string;
}

const WIDTH = 420;
const HEIGHT = 150;
const PAD = {left: 34, right: 92, top: 12, bottom: 24};

/** How did a training go? Lines over its steps, each named at its end, and the places where one can stop. */
export function courseView(
  {lines, steps, stops = [], at, onpick, alt}: CoursePicture,
  target?: Element
): SVGSVGElement {
  const svg = (target as SVGSVGElement | undefined) ?? s("svg", {class: "v-course", role: "img"});
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("aria-label", alt);
  const x = (step: number) => PAD.left + ((WIDTH - PAD.left - PAD.right) * step) / steps;
  const y = (v: number, [low, high]: readonly [number, number]) =>
    HEIGHT - PAD.bottom - ((HEIGHT - PAD.top - PAD.bottom) * (Math.min(Math.max(v, low), high) - low)) / (high - low);
  const bottom = HEIGHT - PAD.bottom;
  const ends = lines.map(({points, domain}) => (points.length ? y(points.at(-1)![1], domain) : bottom));
  svg.replaceChildren(
    s("line", {class: "v-axis", x1: PAD.left, x2: x(steps), y1: bottom, y2: bottom}),
    s("text", {x: PAD.left, y: HEIGHT - 8}, "0"),
    s("text", {x: x(steps), y: HEIGHT - 8, "text-anchor": "end"}, `${steps} steps`),
    ...(at === undefined ? [] : [s("line", {class: "v-now", x1: x(at), x2: x(at), y1: PAD.top - 6, y2: bottom})]),
    ...lines.map(({points, domain, colour}) =>
      s("polyline", {
        stroke: colour,
        points: points.map(([step, v]) => `${x(step).toFixed(1)},${y(v, domain).toFixed(1)}`).join(" ")
      })
    ),
    ...lines.map(({name, points, colour}, i) =>
      s(
        "text",
        {x: x(points.at(-1)?.[0] ?? 0) + 6, y: apart(ends, i) + 4, fill: colour, class: "v-line-name"},
        `${name} ${points.length ? formatNumber(Number(points.at(-1)![1].toFixed(2))) : ""}`
      )
    ),
    ...stops.map((step, i) =>
      s("circle", {
        class: step === at ? "v-stop v-here" : "v-stop",
        cx: x(step),
        cy: bottom,
        r: step === at ? 5 : 3.5,
        onclick: onpick && (() => onpick(i))
      })
    )
  );
  return svg;
}

/** Names at the ends of lines that meet are put one under the other. */
function apart(ends: readonly number[], i: number): number {
  const higher = ends.filter(
    (end, j) => j !== i && Math.abs(end - ends[i]) < 13 && (end < ends[i] || (end === ends[i] && j < i))
  );
  return ends[i] + (higher.length ? 13 - (ends[i] - Math.max(...higher)) : 0);
}
