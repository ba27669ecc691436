import {extentOf, type Grid} from "../../arrays/grid.js";
import {blur} from "../attribution/baselines.js";

/**
 * Do two maps look alike to a person? The structural similarity of [h, w] maps, at most 1: local means, contrasts and
 * correlation under a Gaussian window of 1.5 pixels, C₁ = (0.01 L)², C₂ = (0.03 L)², L the range of both maps together,
 * averaged over the map, whose lowest number counts as black. Departure: the window narrows at the edges instead of leaving them out.
 * @see Wang, Bovik, Sheikh & Simoncelli (2004), "Image quality assessment: from error visibility to structural
 * similarity", equation 13, https://doi.org/10.1109/TIP.2003.819861
 */
export function ssim(a: Grid, b: Grid): number {
  if (a.shape.length !== 2 || a.shape.join() !== b.shape.join())
    throw new RangeError(`ssim compares two maps [h, w], and got [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
  const [lowA, highA] = extentOf(a.data);
  const [lowB, highB] = extentOf(b.data);
  const low = Math.min(lowA, lowB);
  const range = Math.max(highA, highB) - low;
  if (!range) return 1;
  const local = (f: (x: number, y: number) => number) => {
    const data = a.data.map((x, i) => f((x - low) / range, (b.data[i] - low) / range));
    return blur({data, shape: [1, ...a.shape, 1]}, 1.5).data;
  };
  const [meanA, meanB] = [local((x) => x), local((_, y) => y)];
  const [aa, bb, ab] = [local((x) => x * x), local((_, y) => y * y), local((x, y) => x * y)];
  const [c1, c2] = [0.01 ** 2, 0.03 ** 2];
  let sum = 0;
  for (let i = 0; i < meanA.length; ++i) {
    const [m, n] = [meanA[i], meanB[i]];
    const covariance = ab[i] - m * n;
    const variances = aa[i] - m * m + bb[i] - n * n;
    sum += ((2 * m * n + c1) * (2 * covariance + c2)) / ((m * m + n * n + c1) * (variances + c2));
  }
  return sum / meanA.length;
}
