import {trainDigits, type Recipe} from "../training/digits.js";

const conv = (name: string, filters: number) => ({
  class_name: "Conv2D",
  config: {name, filters, kernel_size: [3, 3], strides: [1, 1], padding: "same"}
});
const relu = (name: string) => ({class_name: "Activation", config: {name, activation: "relu"}});
const pool = (name: string) => ({class_name: "MaxPooling2D", config: {name, pool_size: [2, 2], strides: [2, 2]}});

/** Two convolutions of 8 and 16 channels, each pooled, a dense layer of 64 units and ten logits. */
export const CNN: Pick<Recipe, "layers" | "weights"> = {
  layers: [
    {class_name: "InputLayer", config: {name: "input", batch_input_shape: [null, 28, 28, 1]}},
    conv("conv1", 8),
    relu("relu1"),
    pool("pool1"),
    conv("conv2", 16),
    relu("relu2"),
    pool("pool2"),
    {class_name: "Flatten", config: {name: "flatten"}},
    {class_name: "Dense", config: {name: "dense", units: 64}},
    relu("relu3"),
    {class_name: "Dense", config: {name: "logits", units: 10}}
  ],
  weights: {
    "conv1/kernel": [3, 3, 1, 8],
    "conv1/bias": [8],
    "conv2/kernel": [3, 3, 8, 16],
    "conv2/bias": [16],
    "dense/kernel": [784, 64],
    "dense/bias": [64],
    "logits/kernel": [64, 10],
    "logits/bias": [10]
  }
};

export const train = () =>
  trainDigits({
    id: "mnist-cnn",
    ...CNN,
    rates: [2e-3, 1e-3, 5e-4, 2e-4],
    batch: 64,
    seed: 1
  });
