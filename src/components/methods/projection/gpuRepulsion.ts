import {createShader} from "../../lab/wgsl.js";
import type {Repulsion} from "./repulsion.js";

const TILE = 256;

/** Each invocation owns a point and meets all others, a tile at a time; itself too, which adds 1 to its share of Z. */
const SHADER = /* wgsl */ `
@group(0) @binding(0) var<storage, read> points: array<vec2f>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;
var<workgroup> tile: array<vec2f, ${TILE}>;

@compute @workgroup_size(${TILE})
fn main(@builtin(global_invocation_id) global: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = arrayLength(&points);
  let own = points[min(global.x, n - 1u)];
  var sum = vec3f(0.0);
  for (var start = 0u; start < n; start += ${TILE}u) {
    workgroupBarrier();
    tile[local.x] = points[min(start + local.x, n - 1u)];
    workgroupBarrier();
    let count = min(${TILE}u, n - start);
    for (var j = 0u; j < count; j++) {
      let d = own - tile[j];
      let q = 1.0 / (1.0 + dot(d, d));
      sum += vec3f(q * q * d, q);
    }
  }
  if (global.x < n) {
    sums[global.x] = vec4f(sum, 0.0);
  }
}`;

/** What it keeps on the graphics card for n points, in bytes: places, sums, and a copy of these to be read. */
export const gpuBytes = (n: number): number => 4 * (2 * n + 4 * n + 4 * n);

/**
 * All pairs on the graphics card: exact up to float32, in n² steps of which thousands run at once. Tiles of 256
 * points pass through workgroup memory; nothing of size n² is ever stored (`gpuBytes`). Needs tfjs on WebGPU. For layouts of n
 * points; give it as t-SNE's `repulsion`, which frees it at the end of the run.
 */
export async function gpuRepulsion(n: number): Promise<Repulsion> {
  const shader = await createShader(SHADER, [2 * n], 4 * n);
  const points = new Float32Array(2 * n);
  return {
    name: "webgpu",
    async push(layout, forces) {
      if (layout.length !== 2 * n) throw new RangeError(`made for ${n} points, got ${layout.length / 2}`);
      points.set(layout);
      const sums = await shader.run([points], Math.ceil(n / TILE));
      let z = -n;
      for (let i = 0; i < n; ++i) {
        forces[2 * i] = sums[4 * i];
        forces[2 * i + 1] = sums[4 * i + 1];
        z += sums[4 * i + 2];
      }
      return z;
    },
    dispose: () => shader.dispose()
  };
}
