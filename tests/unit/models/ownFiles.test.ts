import {describe, expect, test} from "vitest";
import {preprocessor} from "../../../src/components/models/preprocess.js";
import {withTensor} from "../../../src/components/lab/gradient.js";
import type {Layer} from "../../../src/components/models/model.js";
import {fitNames, readClassNames} from "../../../src/components/models/own/classNames.js";
import {addressOf, besideOf} from "../../../src/components/models/own/fetchText.js";
import {foreignFormat} from "../../../src/components/models/own/foreignFormat.js";
import {landmarksOf} from "../../../src/components/models/own/landmarksOf.js";
import {readModelFile} from "../../../src/components/models/own/modelFile.js";
import {findOutputs} from "../../../src/components/models/own/outputs.js";
import {pickModelFile} from "../../../src/components/models/own/pickModelFile.js";
import {pictureInput} from "../../../src/components/models/own/pictureInput.js";
import {extentOf, guessRange, rangeNamed, rangesFor} from "../../../src/components/models/own/ranges.js";
import {whatItGets} from "../../../src/components/models/own/whatItGets.js";

const topology = {class_name: "Sequential", config: {layers: [{}]}};

describe("what is no model.json says what it is instead", () => {
  test.each([
    ["", /is empty: it holds 0 bytes/],
    ["<!DOCTYPE html><title>Not Found</title>", /is a web page \(“Not Found”\), not JSON.*raw file/],
    ['{"modelTopology": {"node": [', /not JSON: it seems cut off/],
    ['{"a": 1,}', /is not JSON \(/],
    ["[1, 2]", /is a list/],
    ['[{"weights": [], "paths": []}]', /lists weights only, without a topology/],
    ['{"labels": ["cat"], "tfjsVersion": "1"}', /describes one/],
    ['{"class_name": "Sequential", "config": {}}', /a Keras topology by itself/],
    ['{"name": "my-app", "version": "1"}', /its keys are name, version\. A network is/],
    [JSON.stringify({modelTopology: topology}), /no weightsManifest/],
    ["\u0000\u0001\u0002abc", /holds numbers, not text/],
    ["12", /is not a network/]
  ])("%j", (text, message) => expect(() => readModelFile(text, "model.json")).toThrow(message));

  test("other formats are known by name, with the way to convert them", () => {
    for (const name of ["net.h5", "net.keras", "net.onnx", "net.pt", "saved_model.pb", "net.tflite", "net.zip"])
      expect(foreignFormat(name), name).toMatch(/“From Keras or PyTorch”/);
    expect(foreignFormat("model.json", "{")).toBe(null);
  });
});

describe("the files picked", () => {
  const files = (...paths: string[]) => paths.map((path) => ({path, blob: new Blob(["{}"])}));

  test("model.json is found among weights, labels and other JSON", () => {
    const picked = pickModelFile(
      files("web/group1-shard1of1.bin", "web/metadata.json", "web/model.json", "web/x.json")
    );
    expect(picked.model.path).toBe("web/model.json");
    expect(picked.names?.path).toBe("web/metadata.json");
    expect(pickModelFile(files("emotion.json", "emotion.bin", "labels.txt")).model.path).toBe("emotion.json");
  });

  test("none, and several, are named", () => {
    expect(() => pickModelFile(files("a.bin", "b.txt"))).toThrow(/No model.json among what was given: a.bin, b.txt/);
    expect(() => pickModelFile(files("net.onnx"))).toThrow(/ONNX/);
    expect(() => pickModelFile([])).toThrow(/given: nothing/);
    expect(() => pickModelFile(files("a/model.json", "b/model.json"))).toThrow(
      /2 networks at once: a\/model.json, b\/model.json/
    );
  });
});

describe("class names", () => {
  test.each([
    ["cat\ndog\r\n bird ", ["cat", "dog", "bird"]],
    ["cat, dog", ["cat", "dog"]],
    ['["cat", "dog"]', ["cat", "dog"]],
    ['{"1": "dog", "0": "cat"}', ["cat", "dog"]],
    ['{"dog": 1, "cat": 0}', ["cat", "dog"]],
    ['{"labels": ["cat"], "tfjsVersion": "1"}', ["cat"]],
    ['{"0": ["n02123045", "tabby"]}', ["tabby"]],
    ["", []]
  ])("%j", (text, names) => expect(readClassNames(text)).toEqual(names));

  test("what is none says what is legal", () => {
    expect(() => readClassNames('["cat", ')).toThrow(/start like JSON and are not.*Legal are/);
    expect(() => readClassNames('{"a": {"b": 1}}')).toThrow(/no class names.*Legal are/);
    expect(() => readClassNames("[null]")).toThrow(/must be text, not null/);
  });

  test("too few and too many", () => {
    expect(fitNames(["cat"], 3)).toEqual({
      classes: ["cat", "class 1", "class 2"],
      note: expect.stringMatching(/1 names .* 3 answers/)
    });
    expect(fitNames(["a", "b", "c"], 2).classes).toEqual(["a", "b"]);
    expect(fitNames([], 2)).toEqual({classes: ["class 0", "class 1"], note: null});
  });
});

describe("addresses", () => {
  test("weights lie beside their model.json, with its query", () => {
    expect(besideOf("https://a.org/x/model.json?v=1", "w.bin")).toBe("https://a.org/x/w.bin?v=1");
    expect(() => addressOf("ftp://a.org/model.json")).toThrow(/starts with https/);
    expect(() => addressOf("::")).toThrow(/not an address/);
  });
});

describe("input ranges", () => {
  test("what a network gets is what its preprocessing computes", async () => {
    const image = {
      data: Float32Array.from({length: 12}, (_, i) => ((i * 7) % 12) / 11),
      shape: [2, 2, 3] as [number, number, number]
    };
    for (const channels of [1, 3])
      for (const {preprocess} of rangesFor(channels)) {
        const {image: shown, low, high} = whatItGets(image, preprocess);
        const numbers = await withTensor({...image, shape: [1, 2, 2, 3]}, (x) => preprocessor(preprocess)(x));
        const data = numbers.dataSync();
        numbers.dispose();
        expect(low).toBeCloseTo(Math.min(...data), 4);
        expect(high).toBeCloseTo(Math.max(...data), 4);
        expect(Math.max(...shown.data)).toBeLessThanOrEqual(1 + 1e-6);
        expect(Math.min(...shown.data)).toBeGreaterThanOrEqual(-1e-6);
        expect(shown.shape).toEqual([2, 2, channels]);
      }
  });

  test("ends of each range", () => {
    expect(extentOf(rangeNamed("signed", 1).preprocess)).toEqual([-1, 1]);
    expect(extentOf(rangeNamed("bytes", 3).preprocess)).toEqual([0, 255].map((v) => v || expect.closeTo(0)));
    const [low, high] = extentOf(rangeNamed("torch", 3).preprocess);
    expect(low).toBeCloseTo(-0.485 / 0.229, 5);
    expect(high).toBeCloseTo((1 - 0.406) / 0.225, 5);
    expect(() => rangeNamed("caffe", 1)).toThrow(/unknown range: caffe \(there are: unit, signed, bytes\)/);
  });

  test("guesses follow names, and say why", () => {
    expect(guessRange("conv_pw_1_relu", 3).id).toBe("unit");
    expect(guessRange("mobilenetv2_1.00_224", 3).id).toBe("signed");
    expect(guessRange("res2a_branch2a", 3).id).toBe("caffe");
    expect(guessRange("res2a_branch2a", 1).id).toBe("unit");
    expect(guessRange("onnx2tf", 3)).toEqual({id: "torch", why: expect.stringMatching(/PyTorch/)});
  });
});

describe("where a network answers", () => {
  const layer = (name: string, kind: string, shape: number[], ...inputs: string[]): Layer => ({
    name,
    kind,
    shape,
    inputs
  });
  const body = [layer("x", "input", [8, 8, 3]), layer("c", "conv", [4, 4, 5], "x"), layer("d", "dense", [3], "c")];

  test("a softmax, a sigmoid and one written out are cut off; others are taken for logits", () => {
    const end = (...more: Layer[]) => findOutputs([...body, ...more], null)[0];
    expect(end(layer("s", "softmax", [3], "d"))).toMatchObject({
      name: "s",
      layer: "d",
      activation: "softmax",
      cut: true
    });
    expect(end(layer("s", "sigmoid", [3], "d"), layer("i", "identity", [3], "s"))).toMatchObject({
      layer: "d",
      activation: "sigmoid"
    });
    const written = end(
      layer("m", "sub", [3], "d"),
      layer("e", "exp", [3], "m"),
      layer("t", "sum", [1], "e"),
      layer("q", "realdiv", [3], "e", "t")
    );
    expect(written).toMatchObject({layer: "m", activation: "softmax", cut: true});
    expect(end()).toMatchObject({name: "d", layer: "d", activation: "softmax", cut: false, classes: 3});
    expect(findOutputs(body.slice(0, 2), null)).toEqual([]);
  });

  test("the last layer that knows where, and the last of each size", () => {
    const net = [
      layer("x", "input", [8, 8, 3]),
      layer("a", "conv", [8, 8, 4], "x"),
      layer("b", "relu", [8, 8, 4], "a"),
      layer("p", "pool", [4, 4, 4], "b"),
      layer("e", "conv", [4, 4, 6], "p"),
      layer("f", "dropout", [4, 4, 6], "e"),
      layer("g", "pool", [6], "f"),
      layer("d", "dense", [3], "g")
    ];
    expect(landmarksOf(net, "d")).toEqual(expect.arrayContaining(["b", "e"]));
    expect(landmarksOf(net, "d").at(-1)).toBe("e");
    expect(landmarksOf([net[0], layer("g", "flatten", [192], "x"), layer("d", "dense", [3], "g")], "d")).toEqual([]);
  });
});

describe("the picture a network takes", () => {
  const graph = (shape: number[] | null, type = "DT_FLOAT", names = ["x"]) => ({
    kind: "graph" as const,
    groups: [],
    signature: null,
    madeBy: "",
    topology: {
      node: names.map((name) => ({
        name,
        op: "Placeholder",
        attr: {dtype: {type}, shape: {shape: shape && {dim: shape.map((size) => ({size: String(size)}))}}}
      }))
    }
  });

  test("any size, grey or coloured", () => {
    const grey = {name: "x", height: 64, width: 48, channels: 1, channelsFirst: false};
    expect(pictureInput(graph([-1, 64, 48, 1]))).toEqual(grey);
    expect(pictureInput(graph([1, -1, -1, 3]))).toMatchObject({height: null, width: null, channels: 3});
  });

  test("channels first, where it cannot be channels last", () => {
    expect(pictureInput(graph([-1, 3, 224, 200]))).toMatchObject({
      height: 224,
      width: 200,
      channels: 3,
      channelsFirst: true
    });
    expect(pictureInput(graph([-1, 1, -1, -1]))).toMatchObject({height: null, channels: 1, channelsFirst: true});
    expect(pictureInput(graph([-1, 3, 9, 3]))).toMatchObject({height: 3, width: 9, channelsFirst: false});
    const input = {class_name: "InputLayer", config: {name: "x", batch_input_shape: [null, 3, 8, 8]}};
    const layers = {...graph(null), kind: "layers" as const, topology: {class_name: "Sequential", config: [input]}};
    expect(() => pictureInput(layers)).toThrow(
      /channels first, x, \[3, 8, 8\], which is computed here in graph models only/
    );
  });

  test.each([
    [graph([-1], "DT_STRING"), /reads text, not pictures/],
    [graph([-1, 9, 9, 3], "DT_INT32"), /whole numbers .*int32/],
    [graph([-1, 784]), /takes x, \[784\].*\[height, width, 3\]/],
    [graph([-1, 8, 8, 5]), /pictures of 5 channels/],
    [graph([-1, 8, 8, 3], "DT_FLOAT", ["x", "y"]), /takes 2 inputs: x, \[8, 8, 3\]; y, \[8, 8, 3\]/],
    [graph(null), /of any shape/],
    [graph([], "DT_FLOAT", []), /has no input/]
  ])("and nothing else: %#", (file, message) => expect(() => pictureInput(file)).toThrow(message));
});
