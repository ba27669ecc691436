import * as tf from "./tf.js";

/** A compute shader with its buffers, on tfjs's own device. */
export interface Shader {
  /** Uploads the inputs, runs once, and downloads the output. One run at a time. */
  run(inputs: Float32Array[], workgroups: number): Promise<Float32Array>;
  dispose(): void;
}

/**
 * Compiles WGSL with one entry point `main`. Bindings of group 0: each input as `var<storage, read>` in order, then
 * the output as `var<storage, read_write>`. `inputs` and `output` are their lengths in floats. Throws when the current
 * backend is not WebGPU, or with the compiler's message.
 */
export async function createShader(code: string, inputs: number[], output: number): Promise<Shader> {
  if (tf.getBackend() !== "webgpu")
    throw new Error(`a shader needs the webgpu backend, the current one is ${tf.getBackend()}`);
  const {device} = tf.backend() as unknown as {device: GPUDevice};
  const module = device.createShaderModule({code});
  const fault = (await module.getCompilationInfo()).messages.find(({type}) => type === "error");
  if (fault) throw new SyntaxError(`WGSL, line ${fault.lineNum}: ${fault.message}`);
  const pipeline = await device.createComputePipelineAsync({layout: "auto", compute: {module, entryPoint: "main"}});
  const buffer = (floats: number, usage: number) => device.createBuffer({size: 4 * floats, usage});
  const sources = inputs.map((n) => buffer(n, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST));
  const result = buffer(output, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
  const download = buffer(output, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [...sources, result].map((b, binding) => ({binding, resource: {buffer: b}}))
  });
  return {
    async run(data, workgroups) {
      data.forEach((floats, i) =>
        device.queue.writeBuffer(sources[i], 0, floats.buffer, floats.byteOffset, floats.byteLength)
      );
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups);
      pass.end();
      encoder.copyBufferToBuffer(result, 0, download, 0, 4 * output);
      device.queue.submit([encoder.finish()]);
      await download.mapAsync(GPUMapMode.READ);
      const floats = new Float32Array(download.getMappedRange()).slice();
      download.unmap();
      return floats;
    },
    dispose() {
      for (const b of [...sources, result, download]) b.destroy();
    }
  };
}
