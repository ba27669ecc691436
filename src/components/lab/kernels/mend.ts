import {convolution} from "./convolution.js";
import {depthwise} from "./depthwise.js";
import {mendGradients} from "./gradients.js";
import {identity} from "./identity.js";
import {matrixProduct} from "./matrix-product.js";
import {firstOfEquals, maxPool} from "./max-pool.js";
import {nearestByExample} from "./nearest.js";
import {kernelOf, setKernel, type Kernel} from "./registry.js";
import {convolutionsPadded} from "./same-padding.js";
import {segmentSum} from "./segment-sum.js";

const mended = new Set<string>();

/**
 * Adds to a backend the gradient kernels it lacks, and replaces the ones that are wrong or slow; with the first
 * backend, also the gradients of a few operations on all of them. Does nothing the second time.
 */
export function mendBackend(backend: string): void {
  if (mended.has(backend)) return;
  if (mended.size === 0) mendGradients();
  mended.add(backend);
  if (backend === "wasm") mendWasm();
  if (backend === "cpu") mendCpu();
  if (backend === "webgpu" || backend === "webgl") mendGraphics(backend);
}

function mendWasm(): void {
  const mended = {...identity(), ...convolutionsPadded(), ...matrixProduct()};
  const kernels: Record<string, Kernel> = {...mended, ...convolution, ...depthwise, ...maxPool, ...segmentSum};
  for (const [name, kernel] of Object.entries(kernels)) setKernel(name, "wasm", kernel);
}

function mendCpu(): void {
  const name = "ResizeNearestNeighborGrad";
  setKernel(name, "cpu", nearestByExample(kernelOf(name, "cpu")!));
}

function mendGraphics(backend: string): void {
  setKernel("MaxPoolGrad", backend, firstOfEquals(kernelOf("MaxPoolGrad", backend)!));
}
