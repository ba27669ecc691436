/**
 * Every job a page may ask of the lab, each loaded when it is first called. A page writes `lab.name(args)`.
 */
export const table = {
  activations: () => import("./features.js").then((m) => m.activations),
  baselinesCompared: () => import("./integratedGradients.js").then((m) => m.baselinesCompared),
  classify: () => import("./classify.js").then((m) => m.classify),
  deepDream: () => import("./features.js").then((m) => m.deepDream),
  depthMaps: () => import("./depthMaps.js").then((m) => m.depthMaps),
  dreamPair: () => import("./dreamPair.js").then((m) => m.dreamPair),
  dreamZoom: () => import("./features.js").then((m) => m.dreamZoom),
  featureVisualisation: () => import("./features.js").then((m) => m.featureVisualisation),
  firstKernels: () => import("./firstKernels.js").then((m) => m.firstKernels),
  gradCam: () => import("./gradCam.js").then((m) => m.gradCam),
  gradCamByDepth: () => import("./gradCam.js").then((m) => m.gradCamByDepth),
  gradCamPair: () => import("./gradCam.js").then((m) => m.gradCamPair),
  integratedGradients: () => import("./integratedGradients.js").then((m) => m.integratedGradients),
  inversion: () => import("./features.js").then((m) => m.inversion),
  inversionLadder: () => import("./inversionLadder.js").then((m) => m.inversionLadder),
  kernels: () => import("./features.js").then((m) => m.kernels),
  layerAblation: () => import("./occlusion.js").then((m) => m.layerAblation),
  layerList: () => import("./layerList.js").then((m) => m.layerList),
  lenses: () => import("./lenses.js").then((m) => m.lenses),
  networkGraph: () => import("./networkGraph.js").then((m) => m.networkGraph),
  occlusion: () => import("./occlusion.js").then((m) => m.occlusion),
  occlusionCompared: () => import("./occlusion.js").then((m) => m.occlusionCompared),
  portrait: () => import("./portrait.js").then((m) => m.portrait),
  portraitPair: () => import("./portrait.js").then((m) => m.portraitPair),
  lime: () => import("./lime.js").then((m) => m.lime),
  receptiveField: () => import("./features.js").then((m) => m.receptiveField),
  reluLayer: () => import("./reluLayer.js").then((m) => m.reluLayer),
  saliency: () => import("./saliency.js").then((m) => m.saliency),
  shapRelatives: () => import("./shapley.js").then((m) => m.shapRelatives),
  shapley: () => import("./shapley.js").then((m) => m.shapley),
  twoClasses: () => import("./twoClasses.js").then((m) => m.twoClasses)
};

export type Jobs = {[Name in keyof typeof table]: Awaited<ReturnType<(typeof table)[Name]>>};
