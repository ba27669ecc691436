import {barList} from "./barList.js";
import {labelled} from "./labelled.js";
import {lineChart} from "./lineChart.js";
import {bikes, rentalModels, type RentalModelKey} from "./rentalWords.js";

interface Wrong {
  mae: number;
  rmse: number;
  r2: number;
}

/** Three models of one table on their way. */
export interface RentalTraining {
  step: number;
  steps: number;
  doing: "network" | "forest" | "done";
  curve: readonly {step: number; train: number; valid: number}[];
  best: number;
  trees: number;
  allTrees: number;
  /** The models ready so far, on the test days. */
  trained: {errors: Partial<Record<RentalModelKey, Wrong>>};
}

const ORDER: RentalModelKey[] = ["network", "forest", "linear"];

/** How good are the models? The network's error as it learns, and all three on days they have never seen. */
export function rentalTraining({curve, best, trained: {errors}}: RentalTraining, target?: HTMLElement): HTMLElement {
  const {colour} = rentalModels.network;
  const known = ORDER.filter((key) => errors[key]);
  return labelled(
    [
      {
        title: "The network learns",
        picture: (into) =>
          lineChart(
            [
              {name: "days kept apart", points: curve.map(({step, valid}) => [step, valid]), colour},
              {name: "days learnt from", points: curve.map(({step, train}) => [step, train]), colour, dashed: true}
            ],
            {
              x: {label: "step"},
              y: {label: "root mean squared error, bikes a day", format: bikes},
              ...(best > 0 && {mark: best}),
              height: 250,
              alt: curve.length
                ? `The network's error falls from ${bikes(curve[0].valid)} to ${bikes(Math.min(...curve.map(({valid}) => valid)))} bikes a day on days kept apart.`
                : "Nothing learnt yet.",
              target: into
            }
          )
      },
      {
        title: "Mean error on test days, bikes a day",
        picture: (into) =>
          barList(
            known.map((key) => ({
              label: rentalModels[key].name,
              note: `R² ${errors[key]!.r2.toFixed(2)}`,
              value: errors[key]!.mae,
              colour: rentalModels[key].colour
            })),
            {label: "Mean error on test days", format: bikes, target: into}
          )
      }
    ],
    "two",
    target
  );
}

/** How far the models are off, in a sentence. */
export function rentalErrorsInWords({doing, trees, allTrees, curve, trained: {errors}}: RentalTraining): string {
  const known = ORDER.filter((key) => errors[key]);
  const said = known.map(
    (key) => `${rentalModels[key].the} ${bikes(errors[key]!.mae)} (R² ${errors[key]!.r2.toFixed(2)})`
  );
  const now =
    doing === "done"
      ? ""
      : doing === "forest"
        ? `The forest grows: ${trees} of ${allTrees} trees. `
        : `The network learns: step ${curve.at(-1)?.step ?? 0}. `;
  return `${now}${said.length ? `Mean error on test days, which no model has seen, in bikes: ${said.join(", ")}.` : ""}`;
}
