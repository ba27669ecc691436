/** What a reader may have: kinds of network, or a box that only answers (a tree ensemble, a service). */
export const MODEL_KINDS = ["convolutional", "fully connected", "recurrent", "transformer", "black box"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** One way of looking into a network, as the chooser lists it. Every technique of the site is here; a test holds it. */
export interface Technique {
  name: string;
  /** The reader's question that it answers. */
  question:
    | "What does it look for?"
    | "Why this answer?"
    | "What has it learned?"
    | "How does it compute it?"
    | "When does it fail?";
  /** What it tells, in one sentence. */
  tells: string;
  /** What it needs of the model. */
  needs: "answers only" | "gradients" | "activations" | "weights";
  /** The kinds of model it is made for, where that is not said by what it needs: see `modelsOf`. */
  models?: ModelKind[];
  /** The kinds of data it is shown on or made for. */
  data: ("pictures" | "tables" | "text" | "sequences")[];
  /** Where in the stack: what the network does, which parts of the input count, what it represents, how it computes. */
  level: "behaviour" | "importance" | "representation" | "mechanism";
  /** The price of one answer. */
  cost: string;
  /** What is proved or promised; "none" when nothing is. */
  guarantee: string;
  /** The known way to be misled. */
  failure: string;
  /** The page that shows it, from the site's root, without an ending. */
  page: string;
}

const WHY = "Why this answer?";
const LOOKS = "What does it look for?";
const LEARNED = "What has it learned?";
const COMPUTES = "How does it compute it?";
const FAILS = "When does it fail?";

export const techniques: readonly Technique[] = [
  {
    name: "Gradient saliency",
    question: WHY,
    tells: "Which pixels would move the answer if they changed a little.",
    needs: "gradients",
    data: ["pictures", "tables"],
    level: "importance",
    cost: "one gradient",
    guarantee: "exact for small changes",
    failure: "Flat where the network is already sure: important pixels can look dark.",
    page: "/decisions/saliency"
  },
  {
    name: "SmoothGrad",
    question: WHY,
    tells: "Which slopes hold in a whole neighbourhood of the input.",
    needs: "gradients",
    data: ["pictures", "tables"],
    level: "importance",
    cost: "16 to 64 gradients",
    guarantee: "none",
    failure: "The noise level is a choice, and the map follows it.",
    page: "/decisions/saliency"
  },
  {
    name: "Guided backprop and DeconvNet",
    question: WHY,
    tells: "Which strokes excite the units on the way to the answer.",
    needs: "gradients",
    models: ["convolutional", "fully connected"],
    data: ["pictures"],
    level: "importance",
    cost: "one gradient",
    guarantee: "none",
    failure: "Draws nearly the same picture for another class, and for a network with random layers.",
    page: "/decisions/saliency"
  },
  {
    name: "Grad-CAM",
    question: WHY,
    tells: "Which region of the picture a layer went by for this class.",
    needs: "activations",
    models: ["convolutional"],
    data: ["pictures"],
    level: "importance",
    cost: "one gradient, of the last layers only",
    guarantee: "none",
    failure: "As coarse as the layer's grid; smooth upsampling hides how coarse.",
    page: "/decisions/grad-cam"
  },
  {
    name: "Integrated gradients",
    question: WHY,
    tells: "How much each pixel accounts for the change from a baseline to this input.",
    needs: "gradients",
    data: ["pictures", "tables", "text"],
    level: "importance",
    cost: "32 to 256 gradients",
    guarantee: "completeness: the shares sum to the change",
    failure: "The baseline decides: black hides what is black.",
    page: "/decisions/integrated-gradients"
  },
  {
    name: "Expected gradients",
    question: WHY,
    tells: "Integrated gradients averaged over many baselines.",
    needs: "gradients",
    data: ["pictures", "tables"],
    level: "importance",
    cost: "100 gradients and more",
    guarantee: "completeness on average",
    failure: "Noisy with few samples; the set of baselines is a choice.",
    page: "/decisions/integrated-gradients"
  },
  {
    name: "Occlusion",
    question: WHY,
    tells: "What the score loses when a patch is covered up.",
    needs: "answers only",
    data: ["pictures", "text", "tables"],
    level: "importance",
    cost: "one forward pass a patch",
    guarantee: "exact for the patches tried",
    failure: "Patch size and fill change the map; a covered photo is like no photo the network saw.",
    page: "/decisions/occlusion"
  },
  {
    name: "Ablation of channels and units",
    question: WHY,
    tells: "Which parts of a layer the answer cannot do without.",
    needs: "activations",
    data: ["pictures"],
    level: "mechanism",
    cost: "one forward pass a channel",
    guarantee: "exact for the parts removed",
    failure: "Parts can stand in for each other: each alone looks dispensable.",
    page: "/decisions/occlusion"
  },
  {
    name: "Occlusion, LIME and Shapley for text",
    question: WHY,
    tells: "Which lines or words of a text made the answer.",
    needs: "answers only",
    data: ["text"],
    level: "importance",
    cost: "one forward pass a piece, or some hundred samples",
    guarantee: "Shapley's shares add up; for a plain sum of pieces all three agree",
    failure: "A text with pieces taken out is none that anyone would write, and how they go is a choice.",
    page: "/representations/language"
  },
  {
    name: "LIME",
    question: WHY,
    tells: "Which simple rule answers alike near this input.",
    needs: "answers only",
    data: ["pictures", "tables", "text"],
    level: "importance",
    cost: "several hundred forward passes",
    guarantee: "none; the fit is reported",
    failure: "Another seed, another explanation, when the samples are few or the fit is poor.",
    page: "/decisions/lime"
  },
  {
    name: "Shapley values",
    question: WHY,
    tells: "Each feature's fair share of the answer, over all orders of arrival.",
    needs: "answers only",
    data: ["pictures", "tables", "text"],
    level: "importance",
    cost: "2ⁿ forward passes for n players, or a sample of them",
    guarantee: "the only shares with efficiency, symmetry, dummy and additivity",
    failure: "What a missing feature looks like is a choice, and the shares follow it.",
    page: "/decisions/shap"
  },
  {
    name: "Partial dependence",
    question: WHY,
    tells: "How the answer goes, on average, as one or two features are turned.",
    needs: "answers only",
    data: ["tables"],
    level: "behaviour",
    cost: "one forward pass for each row and place",
    guarantee: "exact for a sum of one-feature curves",
    failure: "Features that go together: it averages over rows that cannot be.",
    page: "/decisions/partial-dependence"
  },
  {
    name: "ICE curves",
    question: WHY,
    tells: "How the answer for each single row goes as a feature is turned.",
    needs: "answers only",
    data: ["tables"],
    level: "behaviour",
    cost: "one forward pass for each row and place",
    guarantee: "exact for each row",
    failure: "Off the data a curve shows the model's habits, not the world.",
    page: "/decisions/partial-dependence"
  },
  {
    name: "Accumulated local effects",
    question: WHY,
    tells: "How the answer goes as a feature is turned, near the rows there are.",
    needs: "answers only",
    data: ["tables"],
    level: "behaviour",
    cost: "two forward passes for each row",
    guarantee: "asks only between neighbouring places",
    failure: "Jagged where rows are few, and silent on how rows differ.",
    page: "/decisions/partial-dependence"
  },
  {
    name: "H-statistic",
    question: WHY,
    tells: "Which features work together, beyond a sum.",
    needs: "answers only",
    data: ["tables"],
    level: "behaviour",
    cost: "the square of the rows, for each pair",
    guarantee: "0 exactly for a sum of one-feature curves",
    failure: "Large for weak pairs by chance, and shares partial dependence's impossible rows.",
    page: "/decisions/partial-dependence"
  },
  {
    name: "Permutation importance",
    question: WHY,
    tells: "Which features the model needs to be as good as it is.",
    needs: "answers only",
    data: ["tables"],
    level: "importance",
    cost: "some passes over the test rows for each feature",
    guarantee: "none; the spread over shuffles is shown",
    failure: "Of two features that say the same each may look needless.",
    page: "/decisions/partial-dependence"
  },
  {
    name: "DeepLIFT",
    question: WHY,
    tells: "How differences from a baseline flow to the score's difference.",
    needs: "gradients",
    data: ["pictures", "tables"],
    level: "importance",
    cost: "one gradient of two inputs",
    guarantee: "the shares sum to the difference (Rescale rule)",
    failure: "Depends on how the network is written, not only on what it computes.",
    page: "/decisions/shap"
  },
  {
    name: "Nearest examples",
    question: WHY,
    tells: "Which known examples a layer takes to be like this one.",
    needs: "activations",
    data: ["pictures"],
    level: "representation",
    cost: "one forward pass and a search",
    guarantee: "exact in the layer's distance",
    failure: "Near in a layer need not mean near for the answer.",
    page: "/decisions/by-example"
  },
  {
    name: "Prototypes and criticisms",
    question: WHY,
    tells: "Which few examples stand for a class, and which it fits badly.",
    needs: "activations",
    data: ["pictures"],
    level: "representation",
    cost: "a kernel matrix of the examples",
    guarantee: "within 63 % of the best choice (greedy, submodular)",
    failure: "The kernel's width decides what counts as typical.",
    page: "/decisions/by-example"
  },
  {
    name: "Randomisation test",
    question: WHY,
    tells: "Whether a map depends on what the network learnt at all.",
    needs: "weights",
    data: ["pictures"],
    level: "importance",
    cost: "one map a layer",
    guarantee: "none",
    failure: "Passing it does not make a map right; the similarity measure is a choice.",
    page: "/decisions/sanity-checks"
  },
  {
    name: "Random label test",
    question: WHY,
    tells: "Whether a map looks the same for a network that was taught nothing but chance.",
    needs: "gradients",
    data: ["pictures"],
    level: "importance",
    cost: "one more training, two maps a picture",
    guarantee: "the second network knows nothing, because its labels were dealt out",
    failure: "A map that changes has passed only this test.",
    page: "/decisions/sanity-checks"
  },
  {
    name: "Deletion and insertion",
    question: WHY,
    tells: "Whether the pixels a map ranks first are the ones the answer needs.",
    needs: "answers only",
    data: ["pictures"],
    level: "importance",
    cost: "some dozen forward passes",
    guarantee: "none",
    failure: "Half-deleted photos are like nothing the network saw.",
    page: "/decisions/sanity-checks"
  },
  {
    name: "Sensitivity-n and infidelity",
    question: WHY,
    tells: "Whether an explanation's numbers add up to what the answer loses.",
    needs: "answers only",
    data: ["pictures", "tables"],
    level: "importance",
    cost: "hundreds of forward passes",
    guarantee: "1 and 0 for a linear model",
    failure: "Missing and noisy pixels are like nothing the network saw.",
    page: "/decisions/sanity-checks"
  },
  {
    name: "One unit by hand",
    question: LOOKS,
    tells: "What a weighted sum, a bias and a cut at zero do.",
    needs: "weights",
    models: ["fully connected", "convolutional"],
    data: ["tables", "pictures"],
    level: "mechanism",
    cost: "nothing",
    guarantee: "exact",
    failure: "One unit alone says little: what counts is shared among many.",
    page: "/features/units"
  },
  {
    name: "Filters and feature maps",
    question: LOOKS,
    tells: "What the first layer is tuned to, and where any channel answers in a photo.",
    needs: "activations",
    models: ["convolutional"],
    data: ["pictures"],
    level: "representation",
    cost: "part of one forward pass",
    guarantee: "exact",
    failure: "Only first-layer kernels can be read as pictures.",
    page: "/features/filters"
  },
  {
    name: "Top examples",
    question: LOOKS,
    tells: "Which inputs make a unit answer most and least.",
    needs: "activations",
    data: ["pictures"],
    level: "representation",
    cost: "one pass over a data set",
    guarantee: "exact on that data set",
    failure: "The extremes mislead about the middle, where a unit spends its time.",
    page: "/features/feature-visualization"
  },
  {
    name: "Feature visualisation",
    question: LOOKS,
    tells: "A picture made to excite a unit, a channel or an answer.",
    needs: "gradients",
    data: ["pictures"],
    level: "representation",
    cost: "50 to 500 gradients",
    guarantee: "a local maximum, no more",
    failure: "The regularisers paint too; without them noise wins.",
    page: "/features/feature-visualization"
  },
  {
    name: "DeepDream",
    question: LOOKS,
    tells: "What a layer sees more and more of in a photo or in noise.",
    needs: "gradients",
    models: ["convolutional", "fully connected"],
    data: ["pictures"],
    level: "representation",
    cost: "50 to 200 gradients",
    guarantee: "none",
    failure: "Striking pictures are no evidence of what decides an answer.",
    page: "/features/deepdream"
  },
  {
    name: "Inversion",
    question: LOOKS,
    tells: "What of a photo a layer still knows.",
    needs: "gradients",
    data: ["pictures"],
    level: "representation",
    cost: "100 to 400 gradients",
    guarantee: "the error in the layer is reported",
    failure: "Smoothness comes from the prior: what looks forgotten may be what the prior removed.",
    page: "/features/inversion"
  },
  {
    name: "PCA, t-SNE, UMAP and PHATE",
    question: LEARNED,
    tells: "Which examples a layer puts near each other.",
    needs: "activations",
    data: ["pictures", "tables"],
    level: "representation",
    cost: "seconds for thousands of points",
    guarantee: "PCA keeps the most variance; the others promise nothing about distances",
    failure: "Sizes of clusters, gaps between them and clusters in noise mean little.",
    page: "/representations/projections"
  },
  {
    name: "Linear probes",
    question: LEARNED,
    tells: "Whether a concept can be read off a layer by a plane.",
    needs: "activations",
    data: ["pictures"],
    level: "representation",
    cost: "seconds of training",
    guarantee: "held-out accuracy, with an interval",
    failure: "What can be read need not be used; a strong probe learns by itself: compare with a control task.",
    page: "/representations/probes"
  },
  {
    name: "Concept directions (TCAV)",
    question: LEARNED,
    tells: "Whether moving along a concept moves the answer.",
    needs: "gradients",
    data: ["pictures"],
    level: "representation",
    cost: "one gradient an example",
    guarantee: "none",
    failure: "The direction is only as good as the examples that define it.",
    page: "/representations/probes"
  },
  {
    name: "Mutual information",
    question: LEARNED,
    tells: "How many bits a unit says about a label, linear or not.",
    needs: "activations",
    data: ["pictures"],
    level: "representation",
    cost: "one pass over a data set",
    guarantee: "zero only for independence, with enough data",
    failure: "Estimates are biased upwards: compare with shuffled labels.",
    page: "/representations/probes"
  },
  {
    name: "Fixed points of recurrent networks",
    question: COMPUTES,
    tells: "Where a memory rests, and along which directions it moves on.",
    needs: "gradients",
    models: ["recurrent"],
    data: ["sequences"],
    level: "mechanism",
    cost: "seconds for a thousand starts",
    guarantee: "each point found is a fixed point to the tolerance; not that all are found",
    failure: "A loose tolerance gives ghost points.",
    page: "/mechanisms/rnn-dynamics"
  },
  {
    name: "Attention patterns",
    question: COMPUTES,
    tells: "Which token each head looks back at.",
    needs: "activations",
    models: ["transformer"],
    data: ["sequences", "text"],
    level: "mechanism",
    cost: "one forward pass",
    guarantee: "exact",
    failure: "Where a head looks is not what it does: see its output too.",
    page: "/mechanisms/attention"
  },
  {
    name: "Activation and path patching",
    question: COMPUTES,
    tells: "Which activation carries the difference between two runs.",
    needs: "activations",
    data: ["sequences", "pictures"],
    level: "mechanism",
    cost: "one forward pass a place",
    guarantee: "causal, for the two runs compared",
    failure: "Backup paths hide a part's role; the pair of runs is a choice.",
    page: "/mechanisms/patching"
  },
  {
    name: "Circuits",
    question: COMPUTES,
    tells: "Which channels feed which, and what happens when an edge is cut.",
    needs: "weights",
    models: ["convolutional"],
    data: ["pictures"],
    level: "mechanism",
    cost: "a few forward passes",
    guarantee: "exact for the edges cut",
    failure: "Large weights on silent channels carry nothing.",
    page: "/mechanisms/circuits"
  },
  {
    name: "Superposition",
    question: COMPUTES,
    tells: "How more features than dimensions share one space.",
    needs: "weights",
    data: ["tables"],
    level: "mechanism",
    cost: "seconds of training",
    guarantee: "none",
    failure: "A toy model: real features are not given in advance.",
    page: "/mechanisms/superposition"
  },
  {
    name: "Sparse autoencoders",
    question: COMPUTES,
    tells: "Which few features add up to an activation.",
    needs: "activations",
    data: ["pictures", "sequences", "text"],
    level: "mechanism",
    cost: "a minute of training",
    guarantee: "reconstruction and sparsity are reported",
    failure: "Dead features, split features, and no proof that the network uses them.",
    page: "/mechanisms/sparse-autoencoders"
  },
  {
    name: "Adversarial examples",
    question: FAILS,
    tells: "How small a change turns the answer into another.",
    needs: "gradients",
    data: ["pictures"],
    level: "behaviour",
    cost: "one to some dozen gradients",
    guarantee: "stays inside the budget; finding none proves nothing",
    failure: "A defence that stops one attack may only hide the gradient.",
    page: "/failures/adversarial"
  },
  {
    name: "Shortcut test",
    question: FAILS,
    tells: "Whether a network is right for the wrong reason, and which methods notice.",
    needs: "weights",
    data: ["pictures"],
    level: "behaviour",
    cost: "two trainings",
    guarantee: "the cause is known, because it was planted",
    failure: "Real shortcuts are not known in advance.",
    page: "/failures/shortcuts"
  },
  {
    name: "Error by slice",
    question: FAILS,
    tells: "For whom, or for what, the errors are larger.",
    needs: "answers only",
    data: ["pictures", "tables"],
    level: "behaviour",
    cost: "one pass over a labelled data set",
    guarantee: "an interval for each slice",
    failure: "Slices you did not think of stay unseen; small ones say little.",
    page: "/failures/bias"
  }
];

/** Which kinds of model can a technique look into? Those it names; otherwise any that has what it needs. */
export const modelsOf = ({models, needs}: Technique): readonly ModelKind[] =>
  models ?? (needs === "answers only" ? MODEL_KINDS : MODEL_KINDS.filter((kind) => kind !== "black box"));
