import {action} from "../components/inputs/action.js";
import {classPicker} from "../components/inputs/classPicker.js";
import {coalitionInput} from "../components/inputs/coalitionInput.js";
import {colourInput} from "../components/inputs/colourInput.js";
import {drawingPad} from "../components/inputs/drawingPad.js";
import {imagePicker} from "../components/inputs/imagePicker.js";
import {indexInput} from "../components/inputs/indexInput.js";
import type {Input} from "../components/inputs/input.js";
import {layerSlider} from "../components/inputs/layerSlider.js";
import {lettersInput} from "../components/inputs/lettersInput.js";
import {modelPicker} from "../components/inputs/modelPicker.js";
import {neuronInput} from "../components/inputs/neuronInput.js";
import {oneOf} from "../components/inputs/oneOf.js";
import {pressInput} from "../components/inputs/pressInput.js";
import {range} from "../components/inputs/range.js";
import {runControls} from "../components/inputs/runControls.js";
import {searchInput} from "../components/inputs/searchInput.js";
import {seedInput} from "../components/inputs/seedInput.js";
import {thumbnails} from "../components/inputs/thumbnails.js";
import {toggle} from "../components/inputs/toggle.js";
import {noiseImage} from "../components/arrays/noiseImage.js";
import {cardNamed, catalogue} from "../components/models/catalogue.js";
import {photos} from "../components/models/photos.js";

/** The controls that serve any page, each with sample options. Their code is shown beside them, taken from here. */
export const controls: Record<string, () => Input<any>> = {
  range: () => range([0, 1], {label: "Opacity", value: 0.8, step: 0.05}),
  "range, logarithmic": () => range([0.001, 10], {label: "Step size", value: 0.1, log: true, unit: "per step"}),
  oneOf: () => oneOf(["size", "sign"], {label: "Show", format: (v) => (v === "size" ? "How much" : "For or against")}),
  "oneOf, as a menu": () =>
    oneOf(["black", "white", "mean", "blur", "noise"], {label: "Baseline", value: "blur", as: "menu"}),
  toggle: () => toggle({label: "Smooth", value: true}),
  seedInput: () => seedInput({label: "Seed", value: 1}),
  indexInput: () => indexInput({label: "Channel", value: 12, count: 64}),
  searchInput: () => searchInput({label: "Search"}),
  action: () => action("Begin again"),
  runControls: () => runControls({label: "Training"}),
  imagePicker: () => imagePicker(photos, {label: "Photo", value: "chelsea", size: 180}),
  drawingPad: () =>
    drawingPad({label: "Draw a digit", size: 160, value: "w9AaEcHfKkLqMwLBKHHMEPARwSrRnPkMhHgBfwgqhkkfncrav9"}),
  thumbnails: () =>
    thumbnails(
      [1, 2, 3].map((seed) => noiseImage([32, 32, 3], seed)),
      {label: "Noise", value: 1}
    ),
  colourInput: () => colourInput({label: "Fill", value: [0.2, 0.4, 0.6]}),
  modelPicker: () => modelPicker(catalogue, {label: "Network", value: "mnist-cnn"}),
  classPicker: () => {
    const picker = classPicker(cardNamed("emotion-xception").heads[0].classes, {label: "Explain"});
    picker.top = [
      {index: 3, probability: 0.91},
      {index: 6, probability: 0.07}
    ];
    return picker;
  },
  layerSlider: () => {
    const slider = layerSlider({label: "Layer"});
    slider.offer(
      [
        {name: "conv1", title: "First convolution", shape: [26, 26, 8], share: 0.01},
        {name: "conv2", title: "Second convolution", shape: [11, 11, 16], share: 0.2},
        {name: "dense", title: "Dense", shape: [1, 1, 64], share: 0.98}
      ],
      "conv2"
    );
    return slider;
  },
  lettersInput: () => lettersInput({label: "Letters", value: "abcabc"}),
  neuronInput: () => neuronInput({label: "One unit", value: {weights: [1, -1], bias: 0.5, inputs: [1, 2]}}),
  coalitionInput: () => coalitionInput({label: "Who plays along?", players: 4}),
  pressInput: () =>
    pressInput(
      [
        {
          label: "Bit 1",
          presses: [
            {key: "u", text: "+1"},
            {key: "d", text: "−1"}
          ]
        }
      ],
      {label: "Pulses"}
    )
};
