/** Graph models beside tfjs' own running of them: channels first, in groups, transposed. */
import {describe, expect, test} from "vitest";
import {gradCam} from "../../../src/components/jobs/gradCam.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {holdModel, inspectModel} from "../../../src/components/jobs/inspectModel.js";
import {keepModels} from "../../../src/components/jobs/keepModels.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import {channelsFirst} from "../../../src/components/models/channelsFirst.js";
import {ownNetwork, type OwnModel} from "../../../src/components/models/own/openOwn.js";
import {expectClose} from "../../helpers/reference.js";
import {node, placeholder, predicted, savedGraph, windowed} from "../../helpers/savedGraph.js";
import {brought, type Saved} from "../../helpers/savedModel.js";
import {expectSlopes, scattered} from "../../helpers/slopes.js";

const run = {signal: new AbortController().signal, progress() {}, listen() {}};

async function arrived(files: Saved) {
  const arrival = await last(
    inspectModel({brought: brought(files)}, {...run, model: () => Promise.reject(new Error())})
  );
  const bad = arrival.findings.find(({level}) => level === "bad");
  if (!arrival.own) throw new Error(bad?.text);
  expect(bad).toBe(undefined);
  return {...arrival, own: arrival.own!};
}

async function withNetwork(own: OwnModel, f: (run: (x: tf.Tensor, ...names: string[]) => tf.Tensor[]) => void) {
  const network = await ownNetwork(own);
  await network.need();
  tf.tidy(() => f((x, ...names) => network.run({[network.layers[0].name]: x}, names)));
  network.dispose();
}

const LAST = [0, 2, 3, 1];
const FIRST = [0, 3, 1, 2];

/** As PyTorch's networks come through ONNX: channels first, turned at every convolution and pooling. */
const fromTorch = (activation = "Tanh", batch = -1) =>
  savedGraph(
    [
      placeholder("x", batch, 3, 8, 6),
      node("x/last", "Transpose", ["x", "to last"]),
      windowed("conv", "Conv2D", ["x/last", "filter"], {strides: [2, 1]}),
      node("conv/first", "Transpose", ["conv", "to first"]),
      node("biased", "AddV2", ["conv/first", "bias"]),
      node("active", activation, ["biased"]),
      node("active/last", "Transpose", ["active", "to last"]),
      windowed("pool", "AvgPool", ["active/last"], {strides: [2, 2], window: [2, 2], padding: "VALID"}),
      node("pool/first", "Transpose", ["pool", "to first"]),
      node("mean", "Mean", ["pool/first", "axes"], {keep_dims: {b: true}}),
      node("row", "Reshape", ["mean", "row shape"]),
      node("logits", "MatMul", ["row", "dense"], {transpose_a: {b: false}, transpose_b: {b: false}}),
      node("answer", "Softmax", ["logits"])
    ],
    {
      "to last": LAST,
      "to first": FIRST,
      axes: [2, 3],
      "row shape": [-1, 5],
      filter: {shape: [3, 3, 3, 5]},
      bias: {shape: [1, 5, 1, 1]},
      dense: {shape: [5, 4]}
    }
  );

describe("a network that takes its channels first", () => {
  test("answers a picture as tfjs answers the turned one, and its maps come with their channels last", async () => {
    const files = fromTorch();
    const {own, layers, outputs, findings, range} = await arrived(files);
    expect(own.card.input).toEqual({height: 8, width: 6, channels: 3});
    expect(findings.find(({about}) => about === "Input")!.text).toMatch(/8 × 6 pixels\. It takes its channels first/);
    expect(range.id).toBe("torch");
    expect(outputs).toMatchObject([{layer: "logits", cut: true, classes: 4}]);
    const shapeOf = (name: string) => layers.find((layer) => layer.name === name)!.shape;
    for (const [name, shape] of [
      ["x", [8, 6, 3]],
      ["conv", [4, 6, 5]],
      ["active", [4, 6, 5]],
      ["pool/first", [2, 3, 5]],
      ["mean", [1, 1, 5]]
    ] as const)
      expect(shapeOf(name), name).toEqual(shape);
    const x = scattered([2, 8, 6, 3], 1);
    const turned = tf.transpose(x, FIRST);
    const [answer, active] = ["answer", "active"].map((name) => predicted(files, turned, name));
    await withNetwork(own, (run) => {
      const [gotAnswer, gotActive] = run(x, "answer", "active");
      expectClose(gotAnswer.dataSync(), answer.dataSync(), 1e-5);
      expectClose(gotActive.dataSync(), tf.transpose(active, LAST).dataSync(), 1e-5);
      expectSlopes((t) => run(t, "logits")[0], x);
    });
    tf.dispose([x, turned, answer, active]);
  });

  test("can be cut at its maps, and Grad-CAM has the picture's shape", async () => {
    const {own} = await arrived(fromTorch("Relu"));
    const network = await ownNetwork(own);
    await network.need();
    const x = scattered([2, 8, 6, 3], 1);
    tf.tidy(() => {
      const [active, logits] = network.run({x}, ["active", "logits"]);
      expectClose(network.run({active}, ["logits"])[0].dataSync(), logits.dataSync(), 1e-6);
      const [same] = network.run({active}, ["active"]);
      expect(same.shape).toEqual([2, 4, 6, 5]);
    });
    x.dispose();
    network.dispose();
    const context: Context = {...run, ...keepModels({}, () => {})(run)};
    await holdModel(own, context);
    const image = {
      data: new Float32Array(8 * 6 * 3).map((_, i) => (i % 7) / 7),
      shape: [8, 6, 3] as [number, number, number]
    };
    const cam = await last(
      gradCam({model: own.card.id, image, target: null, layer: "active", method: "gradCam"}, context)
    );
    expect(cam.cells!.shape).toEqual([4, 6]);
    expect(cam.map!.shape).toEqual([8, 6]);
    (await context.model(own.card.id)).dispose();
  });

  test("of one picture at a time is asked one by one", async () => {
    const files = fromTorch("Tanh", 1);
    files.json.modelTopology.node.find(({name}: {name: string}) => name === "row").input[1] = "one row";
    files.json.modelTopology.node.unshift({name: "one row", op: "Const", attr: {dtype: {type: "DT_INT32"}}});
    files.json.weightsManifest[0].weights.push({name: "one row", shape: [2], dtype: "int32"});
    files.weights = new Uint8Array([...files.weights, ...new Uint8Array(Int32Array.from([1, 5]).buffer)]);
    const {own} = await arrived(files);
    expect(own.single).toBe(true);
    const x = scattered([2, 8, 6, 3], 1);
    const network = await ownNetwork(own);
    await network.need();
    tf.tidy(() => {
      const [two] = network.run({x}, ["answer"]);
      expect(two.shape).toEqual([2, 4]);
      const one = predicted(files, tf.transpose(tf.slice(x, [1], [1]), FIRST), "answer");
      expectClose(tf.slice(two, [1], [1]).dataSync(), one.dataSync(), 1e-5);
    });
    x.dispose();
    network.dispose();
  });

  test("how its maps lie is followed as far as it is certain", () => {
    const nodes = [
      placeholder("x", 1, 3, 8, 6),
      node("pad", "Pad", ["x", "sides"]),
      node("odd", "Transpose", ["pad", "other"]),
      node("after", "Relu", ["odd"]),
      node("unknown", "Transpose", ["pad", "computed"]),
      node("shaped", "Reshape", ["pad", "shape"]),
      node("last", "Transpose", ["pad", "to last"]),
      node("joined", "ConcatV2", ["last", "last", "axis"])
    ];
    expect([...channelsFirst(nodes, {other: [0, 3, 2, 1], "to last": LAST})]).toEqual(["x", "pad"]);
    expect(channelsFirst([placeholder("x", 1, 8, 6, 3), node("y", "Relu", ["x"])]).size).toBe(0);
  });
});

describe("operations on maps with their channels first", () => {
  /** The same network in either format; tfjs itself computes only the one. */
  const inFormat = (format: "NHWC" | "NCHW") =>
    savedGraph(
      [
        format === "NCHW" ? placeholder("x", -1, 3, 9, 7) : placeholder("x", -1, 9, 7, 3),
        windowed("conv", "_FusedConv2D", ["x", "filter", "bias"], {
          format,
          strides: [2, 1],
          padding: "EXPLICIT",
          sides: [1, 0, 2, 1],
          fused: ["BiasAdd", "Elu"]
        }),
        windowed("plain", "_FusedConv2D", ["conv", "second", "bias"], {format, fused: ["BiasAdd"]}),
        windowed("max", "MaxPool", ["plain"], {format, strides: [1, 2], window: [2, 3], padding: "VALID"}),
        windowed("apart", "DepthwiseConv2dNative", ["max", "depthwise"], {format, dilations: [1, 2]}),
        node("normed", "FusedBatchNormV3", ["apart", "gamma", "bias", "bias", "variance"], {
          data_format: {s: btoa(format)},
          epsilon: {f: 0.01},
          is_training: {b: false}
        }),
        windowed("average", "AvgPool", ["normed"], {format, strides: [2, 2], window: [2, 2]}),
        node("biased", "BiasAdd", ["average", "bias"], {data_format: {s: btoa(format)}}),
        node("answer", "Mean", ["biased", format === "NCHW" ? "inner axes" : "outer axes"], {keep_dims: {b: false}})
      ],
      {
        filter: {shape: [3, 3, 3, 4]},
        second: {shape: [1, 1, 4, 4]},
        bias: {shape: [4]},
        gamma: {shape: [4]},
        variance: {shape: [4], data: Float32Array.of(0.5, 1, 2, 3)},
        depthwise: {shape: [2, 2, 4, 1]},
        "inner axes": [2, 3],
        "outer axes": [1, 2]
      }
    );

  test("give the same as with their channels last", async () => {
    const {own, layers} = await arrived(inFormat("NCHW"));
    const same = inFormat("NHWC");
    const x = scattered([2, 9, 7, 3], 2);
    const names = ["conv", "plain", "max", "normed", "biased", "answer"];
    const expected = names.map((name) => predicted(same, x, name));
    await withNetwork(own, (run) => {
      run(x, ...names).forEach((value, i) => {
        expect(value.shape, names[i]).toEqual(expected[i].shape);
        expectClose(value.dataSync(), expected[i].dataSync(), 1e-5);
        expect(layers.find(({name}) => name === names[i])!.shape).toEqual(expected[i].shape.slice(1));
      });
      expectSlopes((t) => run(t, "answer")[0], x);
    });
    tf.dispose([x, expected]);
  });

  test("one that cannot be turned is refused by name", async () => {
    const files = savedGraph(
      [
        placeholder("x", 1, 3, 4, 4),
        windowed("up", "Conv2DBackpropInput", ["size", "filter", "x"], {format: "NCHW", strides: [2, 2]})
      ],
      {size: [1, 5, 8, 8], filter: {shape: [3, 3, 5, 3]}}
    );
    await expect(arrived(files)).rejects.toThrow(/Conv2DBackpropInput with its channels first \(up\)/);
  });
});

describe("a convolution in groups", () => {
  /** A filter [3, 3, 2, 6] of two groups, and the same among zeros, [3, 3, 4, 6]. */
  const filters = () => {
    const t = scattered([3, 3, 2, 6], 9);
    const [a, b] = tf.split(t, 2, 3);
    const zeros = tf.zeros([3, 3, 2, 3]);
    const dense = tf.concat([tf.concat([a, zeros], 2), tf.concat([zeros, b], 2)], 3);
    const data = [t, dense].map((x) => x.dataSync().slice() as Float32Array);
    tf.dispose([t, a, b, zeros, dense]);
    return data;
  };

  test.each([
    ["Conv2D", undefined],
    ["_FusedConv2D", ["BiasAdd"]],
    ["_FusedConv2D", ["BiasAdd", "Elu"]]
  ])("%s with %s", async (op, fused) => {
    const [grouped, dense] = filters();
    const files = (filter: {shape: number[]; data: Float32Array}) =>
      savedGraph(
        [
          placeholder("x", -1, 6, 5, 3),
          windowed("conv", "_FusedConv2D", ["x", "first", "four"], {fused: ["BiasAdd", "Elu"]}),
          node("padded", "Pad", ["conv", "sides"]),
          windowed("groups", op, ["padded", "filter", ...(fused ? ["six"] : [])], {
            fused,
            strides: [2, 1],
            padding: "VALID"
          }),
          node("answer", "Mean", ["groups", "axes"], {keep_dims: {b: false}})
        ],
        {
          first: {shape: [1, 1, 3, 4]},
          four: {shape: [4]},
          six: {shape: [6]},
          filter,
          axes: [1, 2],
          sides: {shape: [4, 2], data: Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0)}
        }
      );
    const given = files({shape: [3, 3, 2, 6], data: grouped});
    const {own, layers} = await arrived(given);
    const x = scattered([2, 6, 5, 3], 3);
    const expected = predicted(files({shape: [3, 3, 4, 6], data: dense}), x, "groups");
    expect(layers.filter(({kind}) => kind === "conv").length).toBe(2);
    await withNetwork(own, (run) => {
      const [got] = run(x, "groups");
      expect(got.shape).toEqual(expected.shape);
      expectClose(got.dataSync(), expected.dataSync(), 1e-5);
      expectSlopes((t) => run(t, "groups")[0], x);
    });
    tf.dispose([x, expected]);
  });
});

test("a transposed convolution", async () => {
  const files = savedGraph(
    [
      placeholder("x", -1, 4, 5, 3),
      node("shape", "Shape", ["x"], {out_type: {type: "DT_INT32"}}),
      node("count", "StridedSlice", ["shape", "zero", "one", "one"], {
        shrink_axis_mask: {i: "1"},
        begin_mask: {i: "0"},
        end_mask: {i: "0"},
        ellipsis_mask: {i: "0"},
        new_axis_mask: {i: "0"}
      }),
      node("size", "Pack", ["count", "eight", "ten", "two"], {axis: {i: "0"}, N: {i: "4"}}),
      windowed("up", "Conv2DBackpropInput", ["size", "filter", "x"], {strides: [2, 2]}),
      node("active", "Tanh", ["up"]),
      node("answer", "Mean", ["active", "axes"], {keep_dims: {b: false}})
    ],
    {zero: [0], one: [1], eight: [8], ten: [10], two: [2], filter: {shape: [3, 3, 2, 3]}, axes: [1, 2]}
  );
  for (const spec of files.json.weightsManifest[0].weights)
    if (["eight", "ten", "two"].includes(spec.name)) spec.shape = [];
  const {own, layers} = await arrived(files);
  expect(layers.find(({name}) => name === "up")).toMatchObject({kind: "transposed conv", shape: [8, 10, 2]});
  const x = scattered([2, 4, 5, 3], 3);
  const expected = predicted(files, x, "active");
  await withNetwork(own, (run) => {
    expectClose(run(x, "active")[0].dataSync(), expected.dataSync(), 1e-5);
    expectSlopes((t) => run(t, "active")[0], x);
  });
  tf.dispose([x, expected]);
});

test("a clip at another bound than 6 stays what it is", async () => {
  const files = savedGraph(
    [
      placeholder("x", -1, 4, 4, 3),
      node("relu", "Relu", ["x"]),
      node("low", "Minimum", ["relu", "bound"]),
      node("clip", "Maximum", ["low", "zero"]),
      node("answer", "Mean", ["clip", "axes"], {keep_dims: {b: false}})
    ],
    {bound: {shape: [], data: Float32Array.of(0.5)}, zero: {shape: [], data: Float32Array.of(0)}, axes: [1, 2]}
  );
  const {own} = await arrived(files);
  const x = scattered([1, 4, 4, 3], 3);
  const expected = predicted(files, x);
  await withNetwork(own, (run) => expectClose(run(x, "answer")[0].dataSync(), expected.dataSync(), 1e-6));
  tf.dispose([x, expected]);
});
