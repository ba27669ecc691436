import {barList} from "./barList.js";
import {categoryColour} from "./colour.js";
import {formatPercent} from "./format.js";
import {labelled} from "./labelled.js";
import {lineChart} from "./lineChart.js";
import {methodName} from "./methodNames.js";

/** How well several methods' numbers foretell what a network does. */
export interface Foretelling {
  methods: readonly {
    method: string;
    n: readonly number[];
    correlation: readonly number[];
    infidelity: number;
  }[];
}

/** Whose sums tell what is lost without their pixels, and whose numbers foretell noise? Curves beside bars. */
export function foretellingView({methods}: Foretelling, target?: HTMLElement): HTMLElement {
  const curves = (into?: HTMLElement) =>
    lineChart(
      methods.map(({method, n, correlation}, i) => ({
        name: methodName(method),
        points: n.map((size, k) => [size, correlation[k]] as const),
        colour: categoryColour(i)
      })),
      {
        x: {label: "numbers missing at once", log: true},
        y: {
          label: "correlation",
          domain: [Math.min(0, ...methods.flatMap(({correlation}) => correlation.filter(Number.isFinite))), 1]
        },
        height: 280,
        dots: true,
        alt: foretellingInWords({methods}),
        target: into
      }
    );
  const bars = (into?: HTMLElement) =>
    barList(
      methods.map(({method, infidelity}, i) => ({
        label: methodName(method),
        value: infidelity,
        colour: categoryColour(i)
      })),
      {label: "Infidelity", domain: [0, 1], format: formatPercent, target: into}
    );
  return labelled(
    [
      {title: "Sensitivity-n: the sums against the loss (1 is perfect)", picture: curves},
      {title: "Infidelity: noise's effect not foretold (0 is perfect)", picture: bars}
    ],
    "two",
    target
  );
}

/** Who foretells best, by both measures. */
export function foretellingInWords({methods}: Foretelling): string {
  const means = methods
    .map(({method, correlation}) => ({name: methodName(method), value: meanOfKnown(correlation)}))
    .filter(({value}) => Number.isFinite(value));
  if (!means.length)
    return "Nothing to compare: whatever goes missing, the attributions' sums or the answer stay as they are.";
  const best = means.reduce((a, b) => (b.value > a.value ? b : a));
  const least = methods.reduce((a, b) => (b.infidelity < a.infidelity ? b : a));
  const of = methods.length === 1 ? "The first method: the" : `Of ${methods.length} methods, the`;
  return `${of} sums of ${best.name} follow the loss best, with a mean correlation of ${best.value.toFixed(2).replace("-", "−")}; ${methodName(least.method)} leaves least of the noise's effect unforetold, ${formatPercent(least.infidelity)}.`;
}

function meanOfKnown(values: readonly number[]): number {
  const known = values.filter(Number.isFinite);
  return known.reduce((sum, v) => sum + v, 0) / known.length;
}
