/** The words a reader may not know, each in one or two plain sentences. The glossary page lists them. */
export const terms: Record<string, string> = {
  activation: "The number a unit gives for an input: how strongly it answers.",
  attribution: "A number for each part of the input that says how much it counted for the answer, with a sign.",
  backend: "What does the arithmetic: the graphics card (WebGPU, WebGL), WebAssembly or plain JavaScript.",
  baseline: "The input an explanation starts from and compares with: black, blurred or noise, say.",
  channel: "One feature map of a layer: the same unit looking at every position of the picture.",
  class: "One of the answers a network can give.",
  "feature map": "What one filter answers at every position of the picture.",
  "feature visualisation": "A picture made from noise, step by step, to excite one unit as much as possible.",
  filter: "A small pattern of weights that slides over a picture and answers where it finds itself.",
  gradient: "How fast the answer changes when each pixel changes a little: a slope for every pixel.",
  layer: "One step of a network: it takes the numbers of the layers before and makes new ones.",
  logit: "A class's raw score, before softmax turns all scores into probabilities.",
  "neural network": "A long chain of simple sums and cuts whose numbers were tuned on examples.",
  probability: "The share of belief a network gives a class, after softmax. All of them sum to one.",
  "receptive field": "The part of the picture that one number inside a network can see.",
  ReLU: "A cut at zero: negative numbers become zero, positive ones pass.",
  saliency: "How much a pixel matters, without a sign: the size of the gradient there.",
  seed: "The number that random choices start from. Same seed, same result.",
  softmax: "The rule that turns scores into probabilities: the larger the score, the larger the share.",
  unit: "One small calculator in a network: a weighted sum of its inputs, usually cut at zero."
};
