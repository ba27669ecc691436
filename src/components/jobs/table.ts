/**
 * Every job a page may ask of the lab, each loaded when it is first called. A page writes `lab.name(args)`.
 */
export const table = {
  activations: () => import("./features.js").then((m) => m.activations),
  classify: () => import("./classify.js").then((m) => m.classify),
  deepDream: () => import("./features.js").then((m) => m.deepDream),
  dreamZoom: () => import("./features.js").then((m) => m.dreamZoom),
  featureVisualisation: () => import("./features.js").then((m) => m.featureVisualisation),
  inversion: () => import("./features.js").then((m) => m.inversion),
  kernels: () => import("./features.js").then((m) => m.kernels),
  lenses: () => import("./lenses.js").then((m) => m.lenses),
  receptiveField: () => import("./features.js").then((m) => m.receptiveField),
  saliency: () => import("./saliency.js").then((m) => m.saliency),
  twoClasses: () => import("./twoClasses.js").then((m) => m.twoClasses)
};

export type Jobs = {[Name in keyof typeof table]: Awaited<ReturnType<(typeof table)[Name]>>};
