import type {Task} from "../components/inputs/checklist.js";

/** The learning path: pages in an order that builds, with one thing to do at each. */
export const stops: readonly Task[] = [
  {
    id: "what",
    title: "What is this network doing, and why?",
    href: "./what-is-interpretability.html",
    todo: "Turn the cut off and watch eight layers become one straight line."
  },
  {
    id: "stack",
    title: "Four levels",
    href: "./stack.html",
    todo: "Draw a digit, and cut the fewest channels that make the network call it something else."
  },
  {
    id: "units",
    title: "Units",
    href: "../features/units.html",
    todo: "Make a unit by hand that is silent for half of its inputs."
  },
  {
    id: "filters",
    title: "Filters",
    href: "../features/filters.html",
    todo: "Find a first-layer filter that answers to vertical stripes, and the place in a photo it likes most."
  },
  {
    id: "saliency",
    title: "Saliency",
    href: "../decisions/saliency.html",
    todo: "Drop a photo of your own and explain the second answer instead of the first."
  },
  {
    id: "grad-cam",
    title: "Grad-CAM",
    href: "../decisions/grad-cam.html",
    todo: "Move the layer from last to first. Say where the map stops meaning anything."
  },
  {
    id: "integrated-gradients",
    title: "Integrated gradients",
    href: "../decisions/integrated-gradients.html",
    todo: "Change the baseline from black to white and see what appears."
  },
  {
    id: "occlusion",
    title: "Occlusion",
    href: "../decisions/occlusion.html",
    todo: "Find the smallest patch that still changes the answer."
  },
  {
    id: "lime",
    title: "LIME",
    href: "../decisions/lime.html",
    todo: "Explain the same answer with two seeds. Raise the samples until the two agree."
  },
  {
    id: "shap",
    title: "Shapley values",
    href: "../decisions/shap.html",
    todo: "Play the coalition game by hand until you can guess a player's share."
  },
  {
    id: "by-example",
    title: "By example",
    href: "../decisions/by-example.html",
    todo: "Draw a digit whose neighbours change class between two layers."
  },
  {
    id: "partial-dependence",
    title: "Partial dependence",
    href: "../decisions/partial-dependence.html",
    todo: "Find a column and a day on which the three models disagree, and look whether any real day is near."
  },
  {
    id: "sanity-checks",
    title: "Sanity checks",
    href: "../decisions/sanity-checks.html",
    todo: "Find a method whose map survives a network with random layers."
  },
  {
    id: "feature-visualization",
    title: "Feature visualisation",
    href: "../features/feature-visualization.html",
    todo: "Switch the regularisers off and see what a unit “wants” without them."
  },
  {
    id: "deepdream",
    title: "DeepDream",
    href: "../features/deepdream.html",
    todo: "Dream faces out of noise, then go back one octave and change the layer."
  },
  {
    id: "inversion",
    title: "Inversion",
    href: "../features/inversion.html",
    todo: "Find the first layer from which the colours do not come back."
  },
  {
    id: "projections",
    title: "Projections",
    href: "../representations/projections.html",
    todo: "Make t-SNE show clusters in random data."
  },
  {
    id: "probes",
    title: "Probes",
    href: "../representations/probes.html",
    todo: "Find a layer where the digit can be read and the control task cannot."
  },
  {
    id: "language",
    title: "Language of code",
    href: "../representations/language.html",
    todo: "Make a program of your own pass for another language by comments alone."
  },
  {
    id: "attention",
    title: "Attention",
    href: "../mechanisms/attention.html",
    todo: "Move the training slider to the moment when the induction head appears."
  },
  {
    id: "rnn-dynamics",
    title: "Recurrent dynamics",
    href: "../mechanisms/rnn-dynamics.html",
    todo: "Press a button twice and watch the state fall back to the same place."
  },
  {
    id: "patching",
    title: "Patching",
    href: "../mechanisms/patching.html",
    todo: "Restore the right answer by moving one activation from one run to the other."
  },
  {
    id: "circuits",
    title: "Circuits",
    href: "../mechanisms/circuits.html",
    todo: "Find a strong edge that can be cut without any effect."
  },
  {
    id: "superposition",
    title: "Superposition",
    href: "../mechanisms/superposition.html",
    todo: "Make features rarer until five of them fit into two dimensions."
  },
  {
    id: "sparse-autoencoders",
    title: "Sparse autoencoders",
    href: "../mechanisms/sparse-autoencoders.html",
    todo: "Find a feature that you can name, turn it up, and see whether the answer follows."
  },
  {
    id: "adversarial",
    title: "Adversarial examples",
    href: "../failures/adversarial.html",
    todo: "Fool the network on your own digit with the smallest budget that works."
  },
  {
    id: "shortcuts",
    title: "Shortcuts",
    href: "../failures/shortcuts.html",
    todo: "Train the network that cheats, and name a method that does not notice."
  },
  {
    id: "bias",
    title: "Bias",
    href: "../failures/bias.html",
    todo: "Find two groups whose intervals do not overlap, and say what else differs between them."
  }
];
