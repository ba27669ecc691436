/**
 * The lab in Node, for loaders, tests, training and the command line: the same methods on wasm, cpu, or real WebGPU
 * through Dawn. Call `startNode` before anything computes.
 */
import "@tensorflow/tfjs-layers"; // registers the gradients on tfjs-core's Node build
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import {mendBackend} from "./kernels/mend.js";
import * as tf from "./tf.js";

export type NodeBackend = "wasm" | "cpu" | "webgpu";

/**
 * Makes a backend the current one. WebGPU needs the `webgpu` package and a Vulkan driver (a GPU's, or Chromium's
 * software one named by VK_ICD_FILENAMES). Throws when the backend cannot start.
 */
export async function startNode(backend: NodeBackend = "wasm"): Promise<void> {
  if (backend === "webgpu") await provideWebGPU();
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend did not start`);
  await tf.ready();
  mendBackend(backend);
}

async function provideWebGPU() {
  const {create, globals} = (await import("webgpu")) as any;
  Object.assign(globalThis, globals);
  // tfjs looks for navigator.gpu; the object that create() returns must outlive every device.
  Object.defineProperty(globalThis, "navigator", {value: {gpu: create([])}, configurable: true});
  await import("@tensorflow/tfjs-backend-webgpu");
}
