import type {RentalColumn, RentalDays} from "../../components/arrays/rentalDays.js";

/** The columns of the daily file by their names in it, as the numbers it holds. */
export interface RentalFile {
  dates: string[];
  columns: Record<string, number[]>;
}

/** Reads the daily file of the bike sharing data set. Throws when a column is missing or a value is no number. */
export function readRentals(csv: string): RentalFile {
  const [head, ...lines] = csv.trim().split(/\r?\n/);
  const names = head.split(",");
  const rows = lines.map((line) => line.split(","));
  const of = (name: string): string[] => {
    const at = names.indexOf(name);
    if (at < 0) throw new TypeError(`no column ${name} among the rentals (there are: ${names.join(", ")})`);
    return rows.map((row) => row[at]);
  };
  const numbers = (name: string): number[] =>
    of(name).map((text, i) => {
      const value = Number(text);
      if (!text || !Number.isFinite(value)) throw new TypeError(`day ${i + 1} has "${text}" for ${name}, not a number`);
      return value;
    });
  const wanted = Object.values(COLUMNS).map(({from}) => from);
  return {
    dates: of("dteday"),
    columns: Object.fromEntries([...new Set([...wanted, "cnt"])].map((name) => [name, numbers(name)]))
  };
}

interface ColumnRule extends Omit<RentalColumn, "name" | "values"> {
  from: string;
  /** From the file's number to the unit. */
  value(v: number): number;
}

const same = (v: number) => v;
const NO_YES = ["no", "yes"];

/**
 * What the file's numbers mean. Temperatures are fractions of −8…39 °C and −16…50 °C, humidity of 100 %, wind of
 * 67 km/h. The file's own notes call the first season spring; its dates say winter, and so do we.
 */
const COLUMNS: Record<string, ColumnRule> = {
  season: {
    from: "season",
    label: "season",
    unit: "",
    levels: ["winter", "spring", "summer", "autumn"],
    value: (v) => v - 1
  },
  holiday: {from: "holiday", label: "holiday", unit: "", levels: NO_YES, value: same},
  weekday: {
    from: "weekday",
    label: "weekday",
    unit: "",
    levels: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    value: same
  },
  workingday: {from: "workingday", label: "working day", unit: "", levels: NO_YES, value: same},
  weather: {
    from: "weathersit",
    label: "weather",
    unit: "",
    levels: ["clear", "mist", "rain or snow"],
    value: (v) => v - 1
  },
  temp: {from: "temp", label: "temperature", unit: "°C", value: (v) => 47 * v - 8},
  atemp: {from: "atemp", label: "felt temperature", unit: "°C", value: (v) => 66 * v - 16},
  hum: {from: "hum", label: "humidity", unit: "%", value: (v) => 100 * v},
  windspeed: {from: "windspeed", label: "wind", unit: "km/h", value: (v) => 67 * v},
  trend: {from: "instant", label: "days since the start", unit: "days", value: (v) => v - 1}
};

/** The days in a reader's units. */
export function rentalDays({dates, columns}: RentalFile): RentalDays {
  return {
    synthetic: false,
    source: "Fanaee-T and Gama (2013), Bike sharing, UCI: Washington D.C., 2011 and 2012",
    licence: "CC BY 4.0",
    dates,
    columns: columnsOf((name) => columns[COLUMNS[name].from].map(COLUMNS[name].value)),
    counts: columns.cnt
  };
}

/** The table's columns, given each one's values in the reader's units. Kept to four figures after the point. */
export const columnsOf = (values: (name: string) => number[]): RentalColumn[] =>
  Object.entries(COLUMNS).map(([name, {label, unit, levels}]) => ({
    name,
    label,
    unit,
    ...(levels && {levels}),
    values: values(name).map((v) => Number(v.toFixed(4)))
  }));
