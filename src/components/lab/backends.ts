import {BACKENDS, type BackendName, type Trial} from "./backendNames.js";
import {mendBackend} from "./kernels/mend.js";
import * as tf from "./tf.js";

/**
 * Which backend computes right on this device? Tries WebGPU, WebGL, WebAssembly and plain JavaScript in that order
 * (`wanted` first, even where it is emulated in software) and makes the first one current whose convolution gradient
 * comes out right. Software emulations of a graphics card are passed over unless asked for: WebAssembly is faster.
 * Throws only when not even plain JavaScript works.
 */
export async function chooseBackend(wanted?: BackendName): Promise<{name: BackendName; trials: Trial[]}> {
  const order = wanted ? [wanted, ...BACKENDS.filter((name) => name !== wanted)] : BACKENDS;
  const trials: Trial[] = [];
  for (const name of order) {
    const why = await tryBackend(name, name === wanted);
    trials.push({name, ok: !why, why: why ?? "its convolution gradient is right"});
    if (!why) return {name, trials};
  }
  throw new Error(`no backend works here: ${trials.map((t) => `${t.name}: ${t.why}`).join("; ")}`);
}

/** Starts one backend and proves it. Gives null when it may be used, else the reason why not. */
async function tryBackend(name: BackendName, wanted: boolean): Promise<string | null> {
  try {
    const obstacle = await obstacles[name](wanted);
    if (obstacle) return obstacle;
    await load[name]();
    if (!(await tf.setBackend(name))) return "it did not start";
    mendBackend(name);
    const error = await gradientError();
    return error < 1e-4 ? null : `its convolution gradient is wrong by ${error.toPrecision(2)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const load: Record<BackendName, () => Promise<unknown>> = {
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu"),
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  wasm: async () => {
    const {setWasmPaths} = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths({
      "tfjs-backend-wasm.wasm": import.meta.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"),
      "tfjs-backend-wasm-simd.wasm": import.meta
        .resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm"),
      "tfjs-backend-wasm-threaded-simd.wasm": import.meta
        .resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm")
    });
  },
  cpu: () => import("@tensorflow/tfjs-backend-cpu")
};

/** What can be seen to be in the way before anything heavy is loaded. */
const obstacles: Record<BackendName, (wanted: boolean) => Promise<string | null> | string | null> = {
  webgpu: async (wanted) => {
    if (!navigator.gpu) return "this browser has no WebGPU";
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) return "WebGPU finds no graphics adapter";
    const {architecture, description} = adapter.info ?? {};
    const software = /swiftshader|llvmpipe|software/i.test(`${architecture} ${description}`);
    return software && !wanted ? "WebGPU is emulated in software here, slower than WebAssembly" : null;
  },
  webgl: (wanted) => {
    if (typeof OffscreenCanvas === "undefined") return "this browser has no WebGL in workers";
    const context = new OffscreenCanvas(1, 1).getContext("webgl2");
    if (!context) return "this browser has no WebGL 2";
    const info = context.getExtension("WEBGL_debug_renderer_info");
    const renderer = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
    context.getExtension("WEBGL_lose_context")?.loseContext();
    const software = /swiftshader|llvmpipe|software|basic render/i.test(renderer);
    return software && !wanted ? "WebGL is emulated in software here, slower than WebAssembly" : null;
  },
  wasm: () => (typeof WebAssembly === "undefined" ? "this browser has no WebAssembly" : null),
  cpu: () => null
};

/**
 * How wrong is the current backend on a known convolution gradient? The gradient of the sum of a 'valid' convolution
 * with w is, at each input, the sum of the taps that reach it: for w = [[1, 2], [3, 4]] on 3×3,
 * [[1, 3, 2], [4, 10, 6], [3, 7, 4]]. Gives the largest absolute error.
 */
async function gradientError(): Promise<number> {
  const expected = [1, 3, 2, 4, 10, 6, 3, 7, 4];
  const gradient = tf.tidy(() => {
    const w = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const x = tf.tensor4d([1, -1, 2, 0, 3, -2, 1, 1, 5], [1, 3, 3, 1]);
    return tf.grad((x: tf.Tensor) => tf.sum(tf.conv2d(x as tf.Tensor4D, w, 1, "valid")))(x);
  });
  const data = await gradient.data();
  gradient.dispose();
  return expected.reduce((worst, value, i) => {
    const error = Math.abs(data[i] - value);
    return error <= worst ? worst : Number.isNaN(error) ? Infinity : error;
  }, 0);
}
