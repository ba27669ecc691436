/** How long something took, in milliseconds. */
export interface Lap {
  /** By the clock on the wall. */
  wall: number;
  /** Of this process's processors: steadier than the clock on a shared machine. */
  cpu: number;
}

/** Starts both clocks; what it gives reads them. */
export function stopwatch(): () => Lap {
  const start = performance.now();
  const used = process.cpuUsage();
  return () => {
    const {user, system} = process.cpuUsage(used);
    return {wall: performance.now() - start, cpu: (user + system) / 1000};
  };
}

/** The middle of some numbers, the larger of two middle ones. */
export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The middle of each clock. */
export const medians = (laps: readonly Lap[]): Lap => ({
  wall: median(laps.map(({wall}) => wall)),
  cpu: median(laps.map(({cpu}) => cpu))
});
