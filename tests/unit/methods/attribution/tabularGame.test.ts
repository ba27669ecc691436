import {expect, test} from "vitest";
import {last} from "../../../../src/components/lab/frames.js";
import {kernelShap} from "../../../../src/components/methods/attribution/kernelShap.js";
import {lime} from "../../../../src/components/methods/attribution/lime.js";
import {rememberingGame} from "../../../../src/components/methods/attribution/rememberingGame.js";
import {shapley} from "../../../../src/components/methods/attribution/shapley.js";
import {tabularGame} from "../../../../src/components/methods/attribution/tabularGame.js";
import {formula, table, uniformRows} from "../dependence/tables.js";

const background = table([
  [0, 0, 1],
  [2, 4, 5]
]); // means 1, 2, 3
const row = table([[3, 1, 7]]);

test("a coalition earns the mean answer over the background with its columns from the row", async () => {
  const game = tabularGame(
    formula((a, b) => a * b),
    row,
    background
  );
  const earned = await game.play(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1));
  expect(Array.from(earned)).toEqual([4, 6, 1, 3, 3]); // (0 + 8)/2, 3·2, 1·1, 3·1, 3·1
});

test("of a linear model, a column's Shapley value is its weight times how far the row is from the mean", async () => {
  const game = tabularGame(
    formula((a, b, c) => 2 * a - b + 4 * c + 9),
    row,
    background
  );
  const {values, none, all} = await shapley(game);
  expect(Array.from(values)).toEqual([4, 1, 16]); // 2·(3 − 1), −(1 − 2), 4·(7 − 3)
  expect([none, all]).toEqual([21, 42]);
  const line = await last(lime(game, {samples: 200, alpha: 1e-9}));
  [4, 1, 16].forEach((v, j) => expect(line.values[j]).toBeCloseTo(v, 4));
});

test("values sum to the prediction less the background's mean, and Kernel SHAP over all coalitions agrees", async () => {
  const f = formula((a, b, c, d) => Math.exp(a) * b - c * d + Math.sin(5 * a * d));
  const rows = uniformRows(12, 4);
  const background = {data: rows.data.subarray(4), shape: [11, 4]};
  const game = tabularGame(f, {data: rows.data.subarray(0, 4), shape: [1, 4]}, background, {batch: 3});
  const mean = Array.from(f(background) as Float64Array).reduce((sum, v) => sum + v) / 11;
  const [said] = f({data: rows.data.subarray(0, 4), shape: [1, 4]}) as Float64Array;
  const {values, none, delta} = await shapley(game);
  expect(none).toBeCloseTo(mean, 6);
  expect(values.reduce((sum, v) => sum + v)).toBeCloseTo(said - mean, 5);
  expect(Math.abs(delta)).toBeLessThan(1e-6);
  const frame = await last(kernelShap(game, {samples: 100}));
  frame.values.forEach((v, i) => expect(v).toBeCloseTo(values[i], 5));
});

test("LIME plays nothing new once all coalitions were played", async () => {
  const game = rememberingGame(
    tabularGame(
      formula((a, b, c) => a * b * c),
      row,
      background
    )
  );
  await shapley(game);
  expect(game.known).toBe(8);
  await last(lime(game, {samples: 50}));
  expect(game.known).toBe(8);
});

test("stops when told to, and names rows that do not fit", async () => {
  const f = formula((a) => a);
  await expect(
    shapley(tabularGame(f, row, background), {signal: AbortSignal.abort(new Error("enough"))})
  ).rejects.toThrow("enough");
  expect(() => tabularGame(f, table([[1, 2]]), background)).toThrow(/2 columns does not fit a background of \[2, 3\]/);
});
