import type {ColumnTable} from "arquero";
import type {DayColumn} from "./rentalWords.js";

/** The table of days as its loader gives it. */
export interface DaysTable {
  dates: readonly string[];
  columns: readonly DayColumn[];
  counts: readonly number[];
}

/** Which days to keep: by kind ("season": 2) and by interval, both by column; "date" in milliseconds, "count" in bikes. */
export interface DayFilter {
  kinds?: Readonly<Record<string, number | null>>;
  intervals?: Readonly<Record<string, readonly [number, number] | undefined>>;
}

/** The days as a table of arquero's: a row a day, with its number, its date in milliseconds and its count. */
export async function daysTable({dates, columns, counts}: DaysTable): Promise<ColumnTable> {
  const {table} = await import("arquero");
  return table({
    day: dates.map((_, i) => i),
    date: dates.map((date) => Date.parse(`${date}T00:00Z`)),
    count: counts,
    ...Object.fromEntries(columns.map(({name, values}) => [name, values]))
  } as Record<string, ArrayLike<number>>);
}

/** The interval of dates of a year; none for both. */
export const spanOf = (year: string): DayFilter["intervals"] =>
  year === "both" ? {} : {date: [Date.parse(`${year}-01-01T00:00Z`), Date.parse(`${year}-12-31T00:00Z`)]};

/** The days that a filter keeps. */
export async function keepDays(table: ColumnTable, {kinds = {}, intervals = {}}: DayFilter): Promise<ColumnTable> {
  const {escape} = await import("arquero");
  const wanted = Object.entries(kinds).filter(([, level]) => level !== null);
  const between = Object.entries(intervals).filter(([, interval]) => interval) as [string, readonly [number, number]][];
  return table
    .filter(
      escape(
        (row: Record<string, number>) =>
          wanted.every(([name, level]) => row[name] === level) &&
          between.every(([name, [low, high]]) => row[name] >= low && row[name] <= high)
      )
    )
    .reify();
}

/** By the kinds of one column: how many days, and how many bikes on average. */
export async function groupDays(
  table: ColumnTable,
  column: DayColumn
): Promise<{level: string; days: number; mean: number}[]> {
  const {op} = await import("arquero");
  const groups = table
    .groupby(column.name)
    .rollup({days: op.count(), mean: op.mean("count")})
    .orderby(column.name)
    .objects() as Record<string, number>[];
  return groups.map((row) => ({
    level: column.levels?.[row[column.name]] ?? String(row[column.name]),
    days: row.days,
    mean: row.mean
  }));
}
