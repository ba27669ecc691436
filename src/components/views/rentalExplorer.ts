import type {Grid} from "../arrays/grid.js";
import {
  axisName,
  bikes,
  dayInWords,
  ends,
  inUnit,
  rentalModels,
  type DayColumn,
  type RentalModelKey
} from "./rentalWords.js";
import {vegaView} from "./vegaView.js";

/** A day as the explorer's charts hold it. */
export interface ExplorerDay {
  day: number;
  /** Milliseconds. */
  date: number;
  count: number;
  /** What it has in the column under discussion, and its kind in the column grouped by. */
  x: number;
  kind: string;
  chosen: boolean;
  title: string;
}

/** A place on a day's curve, with what the brushes ask of the day. */
export interface CurvePoint {
  day: number;
  date: number;
  x: number;
  count: number;
  at: number;
  says: number;
}

type Intervals = Readonly<Record<string, readonly [number, number]>>;

export interface ExplorerOptions {
  days: ExplorerDay[];
  points: CurvePoint[];
  column: DayColumn;
  grouped: DayColumn;
  model: RentalModelKey;
  /** Of all days there are, so that axes stay when days are filtered. */
  dates: readonly string[];
  counts: readonly number[];
  /** What is brushed when the charts are drawn anew, and how often the page has said so. */
  given: {brushed: Intervals; times: number};
  onbrush: (intervals: Intervals) => void;
  onpick: (day: number) => void;
  alt: string;
  target?: HTMLElement;
}

const millisecondsOf = (date: string) => Date.parse(`${date}T00:00Z`);

/** Between charts, in pixels. */
const GAP = 16;

const and = {and: [{param: "when"}, {param: "which"}]};

/**
 * Which days behave how? Days in time, days by the column, the curves of the days, and their means by kind, tied
 * together: brushing either of the first two lights up the days' curves and counts the means anew. A click picks a day.
 */
export function rentalExplorer(options: ExplorerOptions): HTMLElement {
  const {days, points, onbrush, onpick, alt, target} = options;
  return vegaView((width) => specOf(options, width) as any, {
    alt,
    data: {days, points},
    onpick: {field: "day", call: onpick},
    onselect: {names: ["when", "which"], call: ({when, which}) => onbrush({...plain(when), ...plain(which)})},
    target
  });
}

/** A selection's intervals as numbers; dates come as dates. */
const plain = (selection: Record<string, unknown[]> | null): Intervals =>
  Object.fromEntries(
    Object.entries(selection ?? {})
      .filter(([, ends]) => Array.isArray(ends) && ends.length === 2)
      .map(([field, [low, high]]) => [field, [Number(low), Number(high)]])
  );

function specOf({column, grouped, model, dates, counts, given}: ExplorerOptions, width: number) {
  const narrow = width < 620;
  const {colour} = rentalModels[model];
  const whole = width - 66;
  const third = narrow ? whole : Math.floor((width - 3 * 62 - 2 * GAP) / 3);
  const {brushed, times} = given;
  const across = {
    field: "x",
    type: "quantitative",
    scale: {domain: column.levels ? [-0.5, column.levels.length - 0.5] : ends(column.values), nice: false, zero: false},
    axis: axisOf(column, third)
  };
  const up = {
    field: "count",
    type: "quantitative",
    scale: {domain: [0, Math.max(...counts)], nice: true},
    axis: {title: "rented, bikes a day", tickCount: 5}
  };
  const lit = (test: object) => ({
    color: {condition: {...test, value: colour}, value: "#8a8a8a"},
    opacity: {condition: {...test, value: 0.75}, value: 0.13}
  });
  const ring = {
    transform: [{filter: "datum.chosen"}],
    mark: {type: "point", size: 130, strokeWidth: 2, filled: false, clip: true}
  };
  const ink = {color: {value: "#b07d12"}};
  const time = {
    field: "date",
    type: "temporal",
    scale: {domain: [millisecondsOf(dates[0]), millisecondsOf(dates.at(-1)!)], type: "utc"},
    axis: {title: null, tickCount: narrow ? 4 : 8, format: "%b %Y", labelOverlap: true}
  };
  const dot = {type: "point", filled: true, size: 22, cursor: "pointer"};
  const timeline = {
    width: whole,
    height: 120,
    data: {name: "days"},
    layer: [
      {
        params: [
          {
            name: "when",
            select: {type: "interval", encodings: ["x"]},
            ...(brushed.date && {value: {x: [...brushed.date]}})
          }
        ],
        mark: dot,
        encoding: {x: time, y: up, ...lit({test: and}), tooltip: {field: "title"}}
      },
      {...ring, encoding: {x: time, y: up, ...ink}}
    ]
  };
  const scatter = {
    width: third,
    height: 230,
    data: {name: "days"},
    title: "The days",
    layer: [
      {
        params: [
          {
            name: "which",
            select: {type: "interval"},
            ...(brushed.x && brushed.count && {value: {x: [...brushed.x], y: [...brushed.count]}})
          }
        ],
        mark: dot,
        encoding: {x: across, y: up, ...lit({test: and}), tooltip: {field: "title"}}
      },
      {...ring, encoding: {x: across, y: up, ...ink}}
    ]
  };
  const curves = {
    width: third,
    height: 230,
    data: {name: "points"},
    title: `What ${rentalModels[model].the} says of each`,
    mark: {type: "line", strokeWidth: 1.25, clip: true, cursor: "pointer"},
    encoding: {
      x: {...across, field: "at"},
      y: {...up, field: "says", axis: {title: "said, bikes a day", tickCount: 5}},
      detail: {field: "day"},
      color: {condition: {test: and, value: colour}, value: "#8a8a8a"},
      opacity: {condition: {test: and, value: 0.5}, value: 0.06}
    }
  };
  const bars = {
    width: third,
    height: 230,
    data: {name: "days"},
    title: `Mean by ${grouped.label}, brushed days`,
    transform: [{filter: and}],
    layer: [
      {
        mark: {type: "bar", color: colour, opacity: 0.8},
        encoding: {x: kinds(grouped, narrow), y: {...up, aggregate: "mean"}}
      },
      {
        mark: {type: "text", dy: -7, fontSize: 11},
        encoding: {x: kinds(grouped, narrow), y: {...up, aggregate: "mean"}, text: {aggregate: "count"}}
      }
    ]
  };
  return {
    usermeta: {times},
    vconcat: narrow ? [timeline, scatter, curves, bars] : [timeline, {hconcat: [scatter, curves, bars], spacing: GAP}],
    spacing: 26
  };
}

const kinds = ({levels}: DayColumn, narrow: boolean) => ({
  field: "kind",
  type: "nominal",
  sort: null,
  scale: {domain: levels ? [...levels] : undefined},
  axis: {title: null, labelAngle: narrow || (levels?.length ?? 0) > 4 ? -40 : 0, labelLimit: 80}
});

function axisOf(column: DayColumn, width: number) {
  const title = axisName(column);
  if (!column.levels) return {title, grid: false, tickCount: Math.max(3, Math.floor(width / 60))};
  const room = Math.floor(width / column.levels.length / 7);
  const names = column.levels.map((name) => (name.length > room ? name.slice(0, Math.max(room, 1)) : name));
  return {
    title,
    grid: false,
    values: column.levels.map((_, i) => i),
    labelExpr: `${JSON.stringify(names)}[datum.value]`
  };
}

/** The rows of the charts: every kept day, and the curves of at most so many of them, evenly taken. */
export function explorerRows(
  kept: readonly {day: number; date: number; count: number}[],
  {
    column,
    grouped,
    chosen,
    effect: {values, ice, shown},
    most,
    dates,
    counts
  }: {
    column: DayColumn;
    grouped: DayColumn;
    chosen: number;
    effect: {values: readonly number[]; ice: Grid; shown: readonly number[]};
    most: number;
    dates: readonly string[];
    counts: readonly number[];
  }
): {days: ExplorerDay[]; points: CurvePoint[]} {
  const days = kept.map(({day, date, count}) => ({
    day,
    date,
    count,
    x: column.values[day],
    kind: grouped.levels?.[grouped.values[day]] ?? String(grouped.values[day]),
    chosen: day === chosen,
    title: `${dayInWords(dates[day])}: ${bikes(counts[day])} bikes, ${inUnit(column, column.values[day])}`
  }));
  const drawn = Math.min(most, days.length);
  const some = Array.from({length: drawn}, (_, i) => days[Math.floor(((i + 0.5) * days.length) / drawn)]);
  const n = values.length;
  const points = some.flatMap(({day, date, count, x}) => {
    const row = shown.indexOf(day);
    return row < 0 ? [] : values.map((at, k) => ({day, date, count, x, at, says: ice.data[row * n + k]}));
  });
  return {days, points};
}

/** How many days are kept and brushed, and their means by kind, in words. */
export function explorerInWords({
  kept,
  inside,
  groups,
  grouped
}: {
  kept: number;
  inside: number;
  groups: readonly {level: string; days: number; mean: number}[];
  grouped: DayColumn;
}): string {
  if (!inside) return `None of the ${kept} days is inside the brush.`;
  const which = inside === kept ? `${kept} days.` : `${inside} of ${kept} days are inside the brush.`;
  return `${which} Mean rentals by ${grouped.label}: ${groups.map(({level, days, mean}) => `${level} ${bikes(mean)} (${days} ${days === 1 ? "day" : "days"})`).join(", ")}.`;
}
