/** A run's frames, as a figure asks for them. */
type Frames<T> = Pick<AsyncIterator<T, void, undefined>, "next">;

/** Frames never come sooner than this after the last one, in milliseconds. */
const GAP = 500;

const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * How does a run show itself to a reader who asked for less motion? Its first frame comes at once and its last always;
 * of those between, one every half second, the newest. The run itself goes on as fast as it can. Readers who did not
 * ask get every frame.
 */
export function calmFrames<T>(
  frames: Frames<T>,
  {calm = prefersStillness, now = () => performance.now()}: {calm?: () => boolean; now?: () => number} = {}
): Frames<T> {
  let shown = -Infinity;
  /** The end, when it came while a frame still waited to be shown. */
  let end: IteratorReturnResult<void> | null = null;
  return {
    async next() {
      let held: IteratorYieldResult<T> | null = null;
      for (;;) {
        const result = end ?? (await frames.next());
        if (result.done) {
          end = result;
          return held ?? result;
        }
        if (!calm() || now() - shown >= GAP || isLast(result.value)) {
          shown = now();
          return result;
        }
        held = result;
      }
    }
  };
}

/** Does a frame say that it is the last of its run? */
function isLast(frame: unknown): boolean {
  const {step, steps} = (frame ?? {}) as {step?: number; steps?: number};
  return steps !== undefined && step === steps;
}
