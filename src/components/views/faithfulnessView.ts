import {categoryColour} from "./colour.js";
import {labelled} from "./labelled.js";
import {lineChart} from "./lineChart.js";
import {methodName} from "./methodNames.js";

/** Deletion and insertion curves of several methods. */
export interface FaithfulnessCurves {
  target: {name: string};
  curves: readonly {
    name: string;
    fractions: readonly number[];
    deletion: readonly number[];
    insertion: readonly number[];
    deletionArea: number;
    insertionArea: number;
  }[];
}

/** Shows how the answer falls as the most important pixels go, and rises as they come, method by method. */
export function faithfulnessView({curves, target: {name}}: FaithfulnessCurves, element?: HTMLElement): HTMLElement {
  const chart = (way: "deletion" | "insertion") => (into?: HTMLElement) =>
    lineChart(
      curves.map((curve, i) => ({
        name: methodName(curve.name),
        // The number first: a long name is cut off at its end.
        label: `${(way === "deletion" ? curve.deletionArea : curve.insertionArea).toFixed(2)} ${methodName(curve.name)}`,
        points: curve.fractions.map((f, k) => [f, curve[way][k]] as const),
        colour: i ? categoryColour(i - 1) : "var(--ink-2)",
        dashed: i === 0
      })),
      {
        x: {
          label: way === "deletion" ? "% of pixels taken away" : "% of pixels put back",
          domain: [0, 1],
          format: inPercent
        },
        y: {label: `probability of ${name}`, domain: [0, 1]},
        height: 280,
        alt: faithfulnessInWords({curves, target: {name}}),
        target: into
      }
    );
  return labelled(
    [
      {title: "Deletion: the most important go first (low is good)", picture: chart("deletion")},
      {title: "Insertion: the most important come first (high is good)", picture: chart("insertion")}
    ],
    "two",
    element
  );
}

/** Which method's order the answer follows best, and how the random order does. */
export function faithfulnessInWords({curves}: FaithfulnessCurves): string {
  const [random, ...methods] = curves;
  if (!methods.length) return "The random order comes first; the methods follow.";
  const least = methods.reduce((a, b) => (b.deletionArea < a.deletionArea ? b : a));
  const most = methods.reduce((a, b) => (b.insertionArea > a.insertionArea ? b : a));
  const worse = methods.filter((m) => m.deletionArea > random.deletionArea).map((m) => methodName(m.name));
  const warning = worse.length ? ` In deletion ${worse.join(", ")} did no better than the random order.` : "";
  return `Deletion falls fastest by ${methodName(least.name)} (area ${least.deletionArea.toFixed(2)}), insertion rises fastest by ${methodName(most.name)} (${most.insertionArea.toFixed(2)}); a random order has ${random.deletionArea.toFixed(2)} and ${random.insertionArea.toFixed(2)}.${warning}`;
}

const inPercent = (share: number): string => String(Math.round(100 * share));
