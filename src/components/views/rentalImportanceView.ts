import {dotRows, type Mark} from "./dotRows.js";
import {bikes, rentalModels, type DayColumn, type RentalModelKey} from "./rentalWords.js";

/** How much one model's error rises when each column is shuffled. */
export interface Importance {
  error: number;
  columns: readonly {name: string; mean: number; sd: number}[];
}

export type ImportanceByModel = Partial<Record<RentalModelKey, Importance>>;

const SHAPES: Record<RentalModelKey, Mark["shape"]> = {network: "dot", forest: "diamond", linear: "ring"};

const keysOf = (models: ImportanceByModel) => Object.keys(models) as RentalModelKey[];

/** Which columns does each model need? A row for each column, a mark for each model, with the spread over shuffles. */
export function rentalImportanceView(
  models: ImportanceByModel,
  columns: readonly DayColumn[],
  target?: HTMLElement
): HTMLElement {
  const mark = (key: RentalModelKey, value: number, error?: number): Mark => ({
    value,
    error,
    shape: SHAPES[key],
    colour: rentalModels[key].colour,
    name: rentalModels[key].name
  });
  return dotRows(
    ranked(models, columns).map(({name, label}) => ({
      label,
      marks: keysOf(models).flatMap((key) => {
        const found = models[key]!.columns.find((c) => c.name === name);
        return found ? [mark(key, found.mean, found.sd)] : [];
      })
    })),
    {
      unit: "rise of the root mean squared error, bikes a day",
      key: keysOf(models).map((key) => mark(key, 0)),
      alt: importanceInWords(models, columns),
      target
    }
  );
}

/** The columns by their importance, mean of the models, the largest first. */
function ranked(models: ImportanceByModel, columns: readonly DayColumn[]): DayColumn[] {
  const weight = ({name}: DayColumn) =>
    keysOf(models).reduce((sum, key) => sum + (models[key]!.columns.find((c) => c.name === name)?.mean ?? 0), 0);
  const known = new Set(keysOf(models).flatMap((key) => models[key]!.columns.map(({name}) => name)));
  return columns.filter(({name}) => known.has(name)).sort((a, b) => weight(b) - weight(a));
}

/** The three columns each model needs most, in words. */
export const importanceInWords = (models: ImportanceByModel, columns: readonly DayColumn[]): string =>
  keysOf(models)
    .map((key) => {
      const top = [...models[key]!.columns].sort((a, b) => b.mean - a.mean).slice(0, 3);
      const label = (name: string) => columns.find((c) => c.name === name)?.label ?? name;
      return `${rentalModels[key].name} (root mean squared error ${bikes(models[key]!.error)}): ${top.map(({name, mean, sd}) => `${label(name)} +${bikes(mean)} ± ${bikes(sd)}`).join(", ")}.`;
    })
    .join(" ");

/** A row for each column of each model. */
export const importanceTable = (models: ImportanceByModel, columns: readonly DayColumn[]) =>
  keysOf(models).flatMap((key) =>
    models[key]!.columns.map(({name, mean, sd}) => ({
      model: rentalModels[key].name,
      column: columns.find((c) => c.name === name)?.label ?? name,
      "error rises by": mean,
      "standard deviation": sd
    }))
  );
