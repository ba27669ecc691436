import type {Grid} from "../arrays/grid.js";
import {linearAxis} from "./axis.js";
import {colourAt, colourScale} from "./colour.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";
import {labelled} from "./labelled.js";
import {lineChart} from "./lineChart.js";
import {ALE, PDP, TRUTH} from "./rentalWords.js";

/** Two columns that go together, and what each method makes of a model that learnt from them. */
export interface Correlated {
  correlation: number;
  /** The model's error on new points drawn alike. */
  testError: number;
  x1: readonly number[];
  x2: readonly number[];
  effects: readonly {
    name: string;
    values: readonly number[];
    truth: readonly number[];
    pd: readonly number[];
    ale: readonly number[];
    pdError: number;
    aleError: number;
  }[];
  /** What the model says less the truth over the unit square, [x1, x2]. */
  error: Grid;
}

/** When does a mean over impossible points mislead? The points, the model's errors around them, and both effects. */
export function correlatedView(found: Correlated, at: number, target?: HTMLElement): HTMLElement {
  return labelled(
    [
      {
        title: "Where the points are, and how wrong the model is",
        picture: (into) => fitted("v-chart", (width) => square(found, at, width), into)
      },
      ...found.effects.map(({name, values, truth, pd, ale}, i) => ({
        title: `The effect of ${subscript(name)}: ${i ? "truly a curve" : "truly a straight line"}`,
        picture: (into?: HTMLElement) =>
          lineChart(
            [
              {name: "truth", points: values.map((x, k) => [x, truth[k]] as const), colour: TRUTH},
              {name: "PDP", points: values.map((x, k) => [x, pd[k]] as const), colour: PDP},
              {name: "ALE", points: values.map((x, k) => [x, ale[k]] as const), colour: ALE, dashed: true}
            ],
            {
              x: {label: subscript(name), domain: [0, 1]},
              y: {label: "effect", domain: range(found)},
              height: 300,
              ...(i === 0 && {mark: at}),
              alt: effectSaid(found, i),
              target: into
            }
          )
      }))
    ],
    "equal",
    target
  );
}

const subscript = (name: string) => name.replace("1", "₁").replace("2", "₂");

/** One scale for both effects, so that a wrong curve cannot look right. */
function range({effects}: Correlated): [number, number] {
  const all = effects.flatMap(({truth, pd, ale}) => [...truth, ...pd, ...ale]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = 0.05 * (high - low);
  return [low - air, high + air];
}

function square({x1, x2, error}: Correlated, at: number, width: number): SVGElement {
  const [left, top] = [34, 26];
  const side = Math.min(width - left - 12, 300);
  const height = side + top + 66;
  const across = linearAxis([0, 1], [left, left + side], 4);
  const up = linearAxis([0, 1], [top + side, top], 4);
  const [m, n] = error.shape;
  const scale = colourScale(error.data, {domain: "symmetric", quantile: 0.98});
  const cells = Array.from(error.data, (v, k) =>
    s("rect", {
      x: across.at(Math.floor(k / n) / m),
      y: up.at(((k % n) + 1) / n),
      width: side / m + 0.4,
      height: side / n + 0.4,
      fill: colourAt("PuOr", scale.position(v))
    })
  );
  const most = formatNumber(Number(scale.high.toPrecision(2)));
  const steps = 40;
  const ramp = Math.min(120, side - 110);
  return svg(
    {
      width,
      height,
      alt: `Points in a band, correlation ${formatNumber(Number(correlationOf(x1, x2).toFixed(2)))}; the model is wrong by up to ${most} away from them`
    },
    ...cells,
    ...x1.map((x, i) => s("circle", {class: "v-day-dot", cx: across.at(x), cy: up.at(x2[i]), r: 1.8})),
    s("line", {
      class: "v-mark",
      x1: across.at(at),
      x2: across.at(at),
      y1: top - 4,
      y2: top + side,
      "stroke-dasharray": "3 3"
    }),
    ...x2.map((y) => s("circle", {class: "v-asked", cx: across.at(at), cy: up.at(y), r: 1.8})),
    s(
      "text",
      {x: Math.min(across.at(at), left + side - 78), y: top - 10, "text-anchor": "middle"},
      "PDP moves all points here"
    ),
    ...across.ticks.map((v) =>
      s("text", {x: across.at(v), y: top + side + 16, "text-anchor": "middle"}, formatNumber(v))
    ),
    ...up.ticks.map((v) => s("text", {x: left - 6, y: up.at(v) + 4, "text-anchor": "end"}, formatNumber(v))),
    s("text", {class: "v-axis-name", x: left + side, y: top + side + 32, "text-anchor": "end"}, "x₁"),
    s("text", {class: "v-axis-name", x: 0, y: top + 4}, "x₂"),
    s("text", {x: left, y: height - 6, class: "v-number-text"}, `−${most}`),
    ...Array.from({length: steps}, (_, i) =>
      s("rect", {
        x: left + 44 + (i * ramp) / steps,
        y: height - 15,
        width: ramp / steps + 0.4,
        height: 9,
        fill: colourAt("PuOr", (i + 0.5) / steps)
      })
    ),
    s("text", {x: left + 50 + ramp, y: height - 6, class: "v-number-text"}, `+${most}`)
  );
}

function correlationOf(x: readonly number[], y: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (a: readonly number[], ma: number, b: readonly number[], mb: number) =>
    a.reduce((sum, v, i) => sum + (v - ma) * (b[i] - mb), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

const effectSaid = ({effects}: Correlated, i: number) => {
  const {name, pdError, aleError} = effects[i];
  return `For ${subscript(name)} partial dependence is off by ${pdError.toFixed(3)}, accumulated effects by ${aleError.toFixed(3)}`;
};

/** The model's mean error over all points when their x₁ is set to one number: what PDP takes for an effect. */
function errorAt({x2, error}: Correlated, at: number): number {
  const [m, n] = error.shape;
  const row = Math.min(Math.floor(at * m), m - 1) * n;
  return x2.reduce((sum, y) => sum + error.data[row + Math.min(Math.floor(y * n), n - 1)], 0) / x2.length;
}

const signed = (v: number) => `${v < 0 ? "−" : "+"}${Math.abs(v).toFixed(2)}`;

/** How closely the two go together, how far off each method is, and why, in words. */
export const correlatedInWords = (found: Correlated, at: number): string =>
  `The two columns correlate by ${found.correlation.toFixed(2).replace("-", "−")}, and on new points like these the model is off by ${found.testError.toFixed(2)}, where 0.10 is noise that nobody can foretell. ${found.effects.map((_, i) => effectSaid(found, i)).join(". ")}. With x₁ set to ${at} for all points, the model errs by ${signed(errorAt(found, at))} on average.`;

/** A row for each place of each effect. */
export const correlatedTable = ({effects}: Correlated) =>
  effects.flatMap(({name, values, truth, pd, ale}) =>
    values.map((x, k) => ({
      column: name,
      at: x,
      truth: truth[k],
      "partial dependence": pd[k],
      "accumulated effect": ale[k]
    }))
  );
