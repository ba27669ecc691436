import * as tf from "../tf.js";

/** A kernel as tfjs registers it. */
export type Kernel = (call: {inputs: any; attrs: any; backend: any}) => tf.TensorInfo;

/** The kernel a backend has under this name now; undefined when it has none. */
export const kernelOf = (name: string, backendName: string): Kernel | undefined =>
  tf.getKernel(name, backendName)?.kernelFunc as Kernel | undefined;

/** Registers a kernel in place of the one a backend has, if it has one; its set-up is done by then and still holds. */
export function setKernel(kernelName: string, backendName: string, kernel: Kernel): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({kernelName, backendName, kernelFunc: kernel as tf.KernelFunc});
}

/** A kernel written in tensor operations. They run inside a kernel, so none of them is recorded on a gradient's tape. */
export const composite =
  (f: (inputs: any, attrs: any) => tf.Tensor): Kernel =>
  ({inputs, attrs}) =>
    tf.tidy(() => f(inputs, attrs));

/**
 * A kernel's result as a tensor, which the surrounding tidy then owns. Never for a kernel's inputs: they are tensors
 * already, and the tidy would free what is not its own.
 */
export const asTensor = <R extends tf.Rank>(info: tf.TensorInfo): tf.Tensor<R> =>
  tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
