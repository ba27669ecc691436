import type {Grid} from "../arrays/grid.js";
import {h} from "./dom.js";
import {mapGrid} from "./mapGrid.js";

/** One layer's units over a plane, and into how many flat pieces all layers so far have folded it. */
export interface DepthRow {
  maps: readonly Grid[];
  pieces: number;
  silent: number;
}

/** Shows what the units of each layer make of a plane, a row a layer. */
export function depthView(layers: readonly DepthRow[], target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-depth") ? target : h("div", {class: "v-depth"});
  while (element.children.length > layers.length) element.lastElementChild!.remove();
  layers.forEach(({maps, pieces}, i) => {
    const section = element.children[i] ?? element.appendChild(h("section", {}, h("h4")));
    section.firstElementChild!.textContent = `Layer ${i + 1} · ${pieces} flat ${pieces === 1 ? "piece" : "pieces"} so far`;
    const grid = mapGrid(maps, {
      label: `Units of layer ${i + 1}`,
      scale: "own",
      domain: "positive",
      scheme: "viridis",
      size: 88,
      target: section.children[1] as HTMLElement | undefined
    });
    if (grid !== section.children[1]) section.append(grid);
  });
  return element;
}

/** How many pieces each layer leaves, in a sentence. */
export function depthInWords(layers: readonly DepthRow[]): string {
  const silent = layers.reduce((sum, layer) => sum + layer.silent, 0);
  const pieces = layers.map((layer) => layer.pieces);
  const units = layers[0].maps.length;
  const folds =
    pieces.length > 1
      ? `One layer of ${units} folds cuts this plane into ${pieces[0]} flat pieces, ${pieces.length} layers into ${pieces.at(-1)}`
      : `${units} folds cut this plane into ${pieces[0]} flat pieces`;
  return `${folds}${silent ? `; ${silent} ${silent === 1 ? "unit is" : "units are"} silent all over it` : ""}.`;
}
