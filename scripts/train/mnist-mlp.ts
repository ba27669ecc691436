import {trainDigits} from "../training/digits.js";

/** Three dense layers, 784–64–32–10. */
export const train = () =>
  trainDigits({
    id: "mnist-mlp",
    layers: [
      {class_name: "Flatten", config: {name: "flatten", batch_input_shape: [null, 28, 28, 1]}},
      {class_name: "Dense", config: {name: "dense1", units: 64}},
      {class_name: "Activation", config: {name: "relu1", activation: "relu"}},
      {class_name: "Dense", config: {name: "dense2", units: 32}},
      {class_name: "Activation", config: {name: "relu2", activation: "relu"}},
      {class_name: "Dense", config: {name: "logits", units: 10}}
    ],
    weights: {
      "dense1/kernel": [784, 64],
      "dense1/bias": [64],
      "dense2/kernel": [64, 32],
      "dense2/bias": [32],
      "logits/kernel": [32, 10],
      "logits/bias": [10]
    },
    rates: [2e-3, 2e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 2e-4, 1e-4, 5e-5],
    batch: 64,
    seed: 1
  });
