import {readFileSync} from "node:fs";
import {loadGraphModelSync} from "@tensorflow/tfjs-converter";
import {describe, expect, test} from "vitest";
import {rewriteGraph} from "../../../src/components/models/rewrite.js";
import * as tf from "../../../src/components/lab/tf.js";

const folder = "node_modules/@vladmandic/human/models";
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));

function load(name: string, rewrite: (topology: any) => any) {
  const json = read(name);
  const specs = json.weightsManifest.flatMap((group: any) => group.weights);
  const bytes = readFileSync(`${folder}/${name}.bin`);
  const weights = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  return loadGraphModelSync([
    {...json, modelTopology: rewrite(json.modelTopology), weightsManifest: [{paths: [], weights: specs}]},
    weights
  ]);
}

const node = (name: string, op: string, input: string[] = [], attr: object = {}) => ({name, op, input, attr});
const fused = (name: string, op: string, input: string[], ...ops: string[]) =>
  node(name, op, input, {
    T: {type: "DT_FLOAT"},
    num_args: {i: "1"},
    epsilon: {f: 0},
    fused_ops: {list: {s: ops.map((s) => btoa(s))}}
  });

describe("rewriteGraph", () => {
  test.each([
    ["_FusedConv2D", "Conv2D"],
    ["FusedDepthwiseConv2dNative", "DepthwiseConv2dNative"],
    ["_FusedMatMul", "MatMul"]
  ])("%s with nothing but a bias becomes %s and BiasAdd", (from, to) => {
    const {topology, unfused} = rewriteGraph({node: [fused("c", from, ["x", "w", "b"], "BiasAdd")]});
    expect(unfused).toBe(1);
    expect(topology.node.map((v: any) => [v.name, v.op, v.input])).toEqual([
      ["c/unfused", to, ["x", "w"]],
      ["c", "BiasAdd", ["c/unfused", "b"]]
    ]);
    expect(topology.node[0].attr).toEqual({T: {type: "DT_FLOAT"}});
  });

  test("a fused activation stays: tfjs takes it apart under a gradient", () => {
    const given = {node: [fused("c", "_FusedConv2D", ["x", "w", "b"], "BiasAdd", "Relu")]};
    expect(rewriteGraph(given)).toEqual({topology: given, unfused: 0, relu6: 0});
  });

  test("a clip at another bound is no Relu6 when the constants are known", () => {
    const node_ = [
      node("x", "Placeholder"),
      node("six", "Const"),
      node("zero", "Const"),
      node("r", "Relu", ["x"]),
      node("m", "Minimum", ["r", "six"]),
      node("y", "Maximum", ["m", "zero"])
    ];
    const values = (six: number) => (name: string) => ({six, zero: 0})[name];
    expect(rewriteGraph({node: node_}, {scalar: values(1)}).relu6).toBe(0);
    const {topology, relu6} = rewriteGraph({node: node_}, {scalar: values(6)});
    expect(relu6).toBe(1);
    expect(topology.node[5]).toMatchObject({name: "y", op: "Relu6", input: ["x"]});
    expect(node_[5].op).toBe("Maximum");
  });

  test("what is no graph is refused", () => {
    expect(() => rewriteGraph({model_config: {}})).toThrow(/no list of nodes/);
    expect(() => rewriteGraph(null)).toThrow(/no list of nodes/);
  });

  test("the VGGFace2 network computes the same at its own size, and takes another", () => {
    const {unfused, relu6} = rewriteGraph(read("faceres").modelTopology);
    expect({unfused, relu6}).toEqual({unfused: 2, relu6: 27});
    const stock = load("faceres", (topology) => topology);
    const ours = load("faceres", (topology) => rewriteGraph(topology, {resizable: true}).topology);
    const outputs = ["conv_pw_13_relu/clip_by_value", "age_pred/BiasAdd"];
    tf.tidy(() => {
      const x = tf.randomUniform([1, 224, 224, 3], 0, 255, "float32", 7);
      const a = stock.execute(x, outputs) as tf.Tensor[];
      const b = ours.execute(x, outputs) as tf.Tensor[];
      outputs.forEach((_, i) => {
        const size = tf.max(tf.abs(a[i])).dataSync()[0];
        expect(tf.max(tf.abs(tf.sub(a[i], b[i]))).dataSync()[0] / size).toBeLessThan(1e-6);
      });
      const small = ours.execute(tf.ones([1, 96, 64, 3]), outputs[0]) as tf.Tensor;
      expect(small.shape).toEqual([1, 3, 2, 1024]);
    });
    stock.dispose();
    ours.dispose();
  });

  test("the emotion network computes the same without its linear fusions", () => {
    const {unfused} = rewriteGraph(read("emotion").modelTopology);
    expect(unfused).toBe(5);
    const stock = load("emotion", (topology) => topology);
    const ours = load("emotion", (topology) => rewriteGraph(topology).topology);
    tf.tidy(() => {
      const x = tf.randomUniform([2, 64, 64, 1], -1, 1, "float32", 3);
      const difference = tf.sub(stock.predict(x) as tf.Tensor, ours.predict(x) as tf.Tensor);
      expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeLessThan(1e-6);
    });
    stock.dispose();
    ours.dispose();
  });
});
