/** One thing known about every day. */
export interface RentalColumn {
  /** "temp", say: how jobs name it. */
  name: string;
  /** In a reader's words. */
  label: string;
  /** "°C", say; empty where there is none. */
  unit: string;
  /** The words for 0, 1, 2 … when the column holds kinds, not quantities. */
  levels?: string[];
  /** One number a day. */
  values: number[];
}

/** How many bikes were rented on each day, and what was known of the day. */
export interface RentalDays {
  /** True when the days are made up, because the real table could not be had. Say so wherever they are shown. */
  synthetic: boolean;
  source: string;
  licence: string;
  /** "2011-01-01" … */
  dates: string[];
  columns: RentalColumn[];
  counts: number[];
}
