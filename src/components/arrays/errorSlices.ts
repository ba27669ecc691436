/** The share of a group that is misread, with its interval. */
export interface ErrorSlice {
  name: string;
  /** Wilson's 95 % interval of the error. */
  error: number;
  low: number;
  high: number;
  n: number;
  wrong: number;
}

/** All together, and group by group. */
export interface ErrorSlices {
  all: ErrorSlice;
  slices: readonly ErrorSlice[];
}
