import {expect, test} from "vitest";
import {calmFrames} from "../../../src/components/figure/calmFrames.js";

/** A run of frames that take so many milliseconds each, by a clock that only it moves. */
function timed(milliseconds: number, count: number, steps?: number) {
  const clock = {time: 0};
  async function* run() {
    for (let step = 1; step <= count; ++step) {
      clock.time += milliseconds;
      yield {step, steps};
    }
  }
  return {run: run(), now: () => clock.time};
}

async function shownOf({run, now}: ReturnType<typeof timed>, calm: () => boolean) {
  const frames = calmFrames(run, {calm, now});
  const shown: [step: number, at: number][] = [];
  for (;;) {
    const {done, value} = await frames.next();
    if (done) return shown;
    shown.push([value!.step, now()]);
  }
}

test("who did not ask for stillness gets every frame", async () => {
  expect((await shownOf(timed(20, 60), () => false)).map(([step]) => step)).toEqual(
    Array.from({length: 60}, (_, i) => i + 1)
  );
});

test("under reduced motion the first frame comes at once, then one each half second, and the last", async () => {
  const shown = await shownOf(timed(20, 60, 60), () => true);
  expect(shown.map(([step]) => step)).toEqual([1, 26, 51, 60]);
  const gaps = shown.slice(1, -1).map(([, at], i) => at - shown[i][1]);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
});

test("a run that does not say how long it is shows its last frame too, and then ends", async () => {
  expect((await shownOf(timed(20, 30), () => true)).map(([step]) => step)).toEqual([1, 26, 30]);
});

test("frames that are slow anyway all come; the reader may change the wish in between", async () => {
  expect(await shownOf(timed(600, 4), () => true)).toHaveLength(4);
  const run = timed(20, 40);
  const shown = await shownOf(run, () => run.now() < 300);
  expect(shown.map(([step]) => step)).toEqual([1, ...Array.from({length: 26}, (_, i) => i + 15)]);
});

test("an error is not held back", async () => {
  async function* faulty() {
    yield {step: 1};
    yield {step: 2};
    throw new Error("lost");
  }
  const frames = calmFrames(faulty(), {calm: () => true, now: () => 0});
  await frames.next();
  await expect(frames.next()).rejects.toThrow("lost");
});
