import {formatNumber} from "./format.js";
import {labelled} from "./labelled.js";
import {
  bikes,
  dayInWords,
  columnAt,
  moreBikes,
  rentalModels,
  type DayColumn,
  type RentalModelKey
} from "./rentalWords.js";
import {waterfall} from "./waterfall.js";

/** One prediction explained in two ways. */
export interface ExplainedDay {
  prediction: number;
  baseline: number;
  count: number;
  columns: readonly {name: string; value: number; shapley: number; lime: number}[];
  delta: number;
  r2: number;
}

export interface DayPicture {
  explained: ExplainedDay;
  columns: readonly DayColumn[];
  model: RentalModelKey;
  date: string;
  /** The day never was. */
  madeUp: boolean;
}

/** Why so many bikes on this day? Shapley values and LIME's weights as steps from the average day to this one. */
export function rentalDayView(
  {explained, columns, model, date, madeUp}: DayPicture,
  target?: HTMLElement
): HTMLElement {
  const order = ranked(explained);
  const steps = (of: "shapley" | "lime") =>
    order.map((entry) => ({label: named(columns, entry.name, entry.value), value: entry[of]}));
  const ends = {
    start: {label: "the mean day", value: explained.baseline},
    end: {label: `${rentalModels[model].name} says`, value: explained.prediction}
  };
  return labelled(
    [
      {
        title: "Shapley values",
        picture: (into) =>
          waterfall(steps("shapley"), {
            ...ends,
            unit: "bikes a day",
            format: bikes,
            alt: shapleySum(explained, dayInWords(date, madeUp)),
            target: into
          })
      },
      {
        title: `LIME, R² ${explained.r2.toFixed(2)}`,
        picture: (into) =>
          waterfall(steps("lime"), {...ends, unit: "bikes a day", format: bikes, alt: limeSum(explained), target: into})
      }
    ],
    "two",
    target
  );
}

const ranked = ({columns}: ExplainedDay) => [...columns].sort((a, b) => Math.abs(b.shapley) - Math.abs(a.shapley));

function named(columns: readonly DayColumn[], name: string, value: number): string {
  const column = columns.find((c) => c.name === name);
  return column ? columnAt(column, value) : `${name}: ${formatNumber(value)}`;
}

const total = ({columns}: ExplainedDay, of: "shapley" | "lime") => columns.reduce((sum, c) => sum + c[of], 0);

const shapleySum = (explained: ExplainedDay, when: string) =>
  `${when}: from ${bikes(explained.baseline)} the Shapley values make ${moreBikes(total(explained, "shapley"))}, and arrive at ${bikes(explained.prediction)}.`;

const limeSum = (explained: ExplainedDay) => {
  const sum = total(explained, "lime");
  const due = explained.prediction - explained.baseline;
  const off = bikes(Math.abs(due - sum));
  const gap = off === "0" ? "they arrive" : `${off} bikes too ${sum > due ? "many" : "few"}`;
  return `LIME's weights make ${moreBikes(sum)} of ${moreBikes(due)}: ${gap}, and nothing says they must arrive.`;
};

/** What was counted and said, both sums, and what counted most. */
export function rentalDayInWords({explained, columns, model, date, madeUp}: DayPicture): string {
  const top = ranked(explained)
    .slice(0, 3)
    .map(({name, value, shapley}) => `${named(columns, name, value)} (${moreBikes(shapley)})`);
  return `${dayInWords(date, madeUp)}: ${bikes(explained.count)} bikes were rented, ${rentalModels[model].the} says ${bikes(explained.prediction)}; for the mean day ${bikes(explained.baseline)}. The Shapley values sum to ${moreBikes(total(explained, "shapley"))}, just the difference. ${limeSum(explained)} Most by Shapley: ${top.join(", ")}.`;
}

/** A row for each column. */
export const rentalDayTable = ({explained, columns}: DayPicture) =>
  ranked(explained).map(({name, value, shapley, lime}) => ({
    column: columns.find((c) => c.name === name)?.label ?? name,
    value: columns.find((c) => c.name === name)?.levels?.[value] ?? value,
    "Shapley value": shapley,
    "LIME's weight": lime
  }));
