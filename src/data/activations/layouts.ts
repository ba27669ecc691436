import {alignTo} from "../../components/arrays/alignTo.js";
import type {Grid} from "../../components/arrays/grid.js";
import {last} from "../../components/lab/frames.js";
import {nearestNeighbours} from "../../components/methods/projection/neighbours.js";
import {pca} from "../../components/methods/projection/pca.js";
import {phate} from "../../components/methods/projection/phate.js";
import {tsne} from "../../components/methods/projection/tsne.js";
import {umap} from "../../components/methods/projection/umap.js";
import {PROJECTIONS, type Projection} from "../../components/models/activationStore.js";

type Layouts = Record<Projection, Grid>;

/**
 * Finished layouts of a layer, at the settings with which the page opens. With the layouts of the layer before, t-SNE
 * and UMAP go on from there and the others are turned to fit, so that each point can be followed through the depth.
 */
export async function layoutsOf(x: Grid, before: Layouts | null): Promise<Layouts> {
  const components = Math.min(50, ...x.shape);
  const {layout} = await pca(x, {components});
  const plane = {data: layout.data.filter((_, c) => c % components < 2), shape: [x.shape[0], 2]};
  const neighbours = await nearestNeighbours(layout, {k: 90});
  const settled = before ? {steps: 200, settings: {exaggeration: 1, momentum: 0.8}} : {steps: 500};
  const laid = {
    pca: plane,
    tsne: (await last(tsne(layout, {neighbours, ...settled, start: before?.tsne ?? "pca", every: settled.steps})))
      .layout,
    umap: (await last(umap(layout, {neighbours, steps: before ? 120 : 300, start: before?.umap ?? "pca", every: 300})))
      .layout,
    phate: (await last(phate(layout, {landmarks: 200, steps: 40, every: 40}))).layout
  };
  if (!before) return laid;
  return Object.fromEntries(PROJECTIONS.map((name) => [name, alignTo(laid[name], before[name])])) as Layouts;
}

/** Layouts as int16 pairs, one projection after the other, with what a step is worth in each. */
export function packLayouts(layouts: Layouts): {bytes: Uint8Array; unit: Record<Projection, number>} {
  const units = PROJECTIONS.map((name) => layouts[name].data.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-12) / 32767);
  const whole = Int16Array.from(PROJECTIONS.flatMap((name, p) => Array.from(layouts[name].data, (v) => v / units[p])));
  const unit = Object.fromEntries(PROJECTIONS.map((name, p) => [name, units[p]])) as Record<Projection, number>;
  return {bytes: new Uint8Array(whole.buffer), unit};
}
