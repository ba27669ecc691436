import type {ConvInfo} from "./taps.js";

/**
 * One axis of a convolution's way back. With H = h + pad the padded position of an input, H = s·U + r, the taps that
 * see it are a = r + s·j, and tap a puts it at output U − j:
 *
 *   dx[s·U + r − pad] = Σ_j dy[U − j] · f[r + s·j]
 *
 * so each phase r is a convolution of dy with stride 1, and the phases interleave to dx. No zeros are put between the
 * values of dy, as they are when the way back is one convolution: that would be s² times the work.
 */
export interface Axis {
  /** How many phases, the stride. */
  phases: number;
  /** Taps of a phase, the longest's. */
  taps: number;
  /** Zeros before and after dy (negative: values to leave out). */
  before: number;
  after: number;
  /** Where the input starts in the interleaved phases. */
  start: number;
  /** The tap of the forward filter at place i of phase r; it may lie outside the filter: then it is zero. */
  tap(r: number, i: number): number;
}

function axis(stride: number, taps: number, dilation: number, pad: number, size: number, outSize: number): Axis {
  const perPhase = Math.ceil(taps / stride);
  const first = Math.floor(pad / stride);
  const last = Math.floor((pad + size - 1) / stride);
  // Strides and dilations greater than 1 do not meet, so that reach is exact in both cases.
  const reach = (perPhase - 1) * dilation;
  return {
    phases: stride,
    taps: perPhase,
    before: reach - first,
    after: last - outSize + 1,
    start: pad - stride * first,
    tap: (r, i) => r + stride * (perPhase - 1 - i)
  };
}

/** The axes of a convolution's way back, height and width. */
export const axes = (i: ConvInfo): [Axis, Axis] => [
  axis(i.strideHeight, i.filterHeight, i.dilationHeight, i.padInfo.top, i.inHeight, i.outHeight),
  axis(i.strideWidth, i.filterWidth, i.dilationWidth, i.padInfo.left, i.inWidth, i.outWidth)
];
