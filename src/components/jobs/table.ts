/**
 * Every job a page may ask of the lab, each loaded when it is first called. A page writes `lab.name(args)`.
 */
export const table = {
  classify: () => import("./classify.js").then((m) => m.classify),
  saliency: () => import("./saliency.js").then((m) => m.saliency),
  twoClasses: () => import("./twoClasses.js").then((m) => m.twoClasses)
};

export type Jobs = {[Name in keyof typeof table]: Awaited<ReturnType<(typeof table)[Name]>>};
