/** A tenth of a test set, ranked by one unit's activation. */
export interface Tenth {
  /** The smallest and the largest activation in it. */
  range: [number, number];
  /** How many of its digits show each class. */
  classes: number[];
  /** Some of its digits, by their place in the sheet. */
  examples: number[];
}

/** How one unit behaves over many examples. */
export interface UnitStatistics {
  unit: number;
  mean: number;
  /** Standard deviation over the examples (the population's: divided by n). */
  sd: number;
  min: number;
  max: number;
  /** Share of examples on which it is above zero. */
  active: number;
  /** Never above zero: with ReLU it passes nothing on and learns nothing. */
  dead: boolean;
  /** Always above zero: with ReLU it is only a linear unit. */
  alwaysOn: boolean;
  /** Counts in equal bins over `domain`; the last bin holds its upper end. */
  histogram: number[];
  domain: [number, number];
}

/** How one unit answers a test set, before the ReLU: `active` is the share of digits of which it lets something pass. */
export interface UnitSummary extends Omit<UnitStatistics, "unit"> {
  /** Digits by their place in the sheet, the most exciting first, and what the unit makes of them. */
  top: number[];
  topValues: number[];
  /** The least exciting first. */
  bottom: number[];
  bottomValues: number[];
  /** From the lowest tenth to the highest. */
  tenths: Tenth[];
}

/** All units of one layer. */
export interface LayerSummary {
  layer: string;
  /** One number a digit is the unit's sum; in a layer of maps the largest over its positions. */
  maps: boolean;
  /** Does a ReLU follow? */
  relu: boolean;
  units: UnitSummary[];
}

/** What a digit network's units make of a test set, and where their digits lie in a sheet of small pictures. */
export interface UnitTable {
  model: string;
  /** How many digits were shown. */
  digits: number;
  /** The sheet: so many digits in a row, each `side` pixels wide and high. */
  columns: number;
  side: number;
  /** For each place of the sheet, the digit's number in the test set and what it shows. */
  indices: number[];
  labels: number[];
  layers: LayerSummary[];
}
