import {grid, type Grid} from "../arrays/grid.js";
import {barList} from "./barList.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {matrixView} from "./matrixView.js";
import {scene3d} from "./scene3d.js";
import {sparkline} from "./sparkline.js";
import {vectorPlot} from "./vectorPlot.js";

/** A toy model as it is drawn. */
export interface Toy {
  weights: Grid;
  places: Grid;
  overlaps: Grid;
  norm: ArrayLike<number>;
  dimensionality: ArrayLike<number>;
  loss: number;
}

interface Parts {
  plane: HTMLElement;
  space: HTMLElement;
  matrix: HTMLElement;
  bars: HTMLElement;
  loss: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/** Shows a toy model's features as arrows, how they answer to each other, and what share of a dimension each gets. */
export function toyView(
  {toy, losses, frames}: {toy: Toy; losses: readonly number[]; frames: number},
  target?: HTMLElement
): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const {plane, space, matrix, bars, loss} = made.get(element)!;
  const [features, hidden] = toy.weights.shape;
  plane.hidden = hidden > 2;
  space.hidden = hidden < 3;
  const alt = toyInWords(toy);
  if (hidden < 3) vectorPlot(toy.weights, {alt, target: plane});
  else inSpace(toy, alt, space);
  const names = Array.from({length: features}, (_, i) => String(i + 1));
  matrixView(toy.overlaps, {
    rows: names,
    columns: names,
    rowTitle: "answer of feature",
    columnTitle: "to feature",
    domain: [-1, 1],
    scheme: "PuOr",
    size: Math.min(28, 190 / features),
    alt: `${features} by ${features} overlaps. ${alt}`,
    read: (row, column) =>
      `feature ${names[row]} answers ${formatNumber(Number(toy.overlaps.data[row * features + column].toFixed(2)))} when feature ${names[column]} is 1`,
    target: matrix
  });
  barList(
    Array.from(toy.dimensionality, (value, i) => ({
      label: `Feature ${i + 1}`,
      note: toy.norm[i] < 0.5 ? "left out" : shapeNamed(value, hidden),
      value: toy.norm[i] < 0.5 ? 0 : value,
      colour: categoryColour(i)
    })),
    {label: "Share of a dimension", domain: [0, 1], format: (v) => v.toFixed(2), target: bars}
  );
  sparkline(losses, {label: "loss", width: 110, length: frames, domain: [0, Math.max(...losses)], target: loss});
  return element;
}

/** Arrows are about one long: in whichever direction they point, they stay in the picture. */
const AROUND = grid(
  [-1, 0, 1].flatMap((x) =>
    [-1, 0, 1].flatMap((y) => [-1, 0, 1].flatMap((z) => [x, y, z].map((v) => (1.15 * v) / (Math.hypot(x, y, z) || 1))))
  ),
  [27, 3]
);

function inSpace({places}: Toy, label: string, target: HTMLElement): void {
  const features = places.shape[0];
  const tip = (i: number) => Array.from(places.data.subarray(3 * i, 3 * i + 3));
  scene3d({
    label,
    fit: AROUND,
    axes: ["", "", ""],
    lines: Array.from({length: features}, (_, i) => ({
      points: grid([0, 0, 0, ...tip(i)], [2, 3]),
      colour: categoryColour(i),
      width: 2.5
    })),
    markers: Array.from({length: features}, (_, i) => ({
      at: tip(i),
      shape: "disc" as const,
      colour: categoryColour(i),
      label: String(i + 1)
    })),
    target
  });
}

function create(): HTMLElement {
  const nothing = grid([0, 0], [1, 2]);
  const parts: Parts = {
    plane: vectorPlot(nothing, {alt: ""}),
    space: scene3d({label: "", fit: grid([], [0, 3])}),
    matrix: matrixView(grid([0], [1, 1]), {rows: [""], columns: [""], alt: ""}),
    bars: h("ol"),
    loss: h("span", {class: "v-spark"})
  };
  const element = h(
    "div",
    {class: "v-toy"},
    h("section", {}, h("h4", {}, "Where each feature points"), parts.plane, parts.space),
    h(
      "section",
      {},
      h("h4", {}, "Who answers to whom"),
      parts.matrix,
      h("p", {class: "v-unit"}, "Orange: for. Purple: against."),
      parts.loss
    ),
    h("section", {}, h("h4", {}, "Share of a dimension"), parts.bars)
  );
  made.set(element, parts);
  return element;
}

/**
 * Share of a dimension, the arrangement that gives it, and in how many dimensions it is met: in three and more, other
 * arrangements crowd around a third.
 */
const SHAPES: readonly (readonly [share: number, name: string, least: number, most: number])[] = [
  [1, "alone", 1, Infinity],
  [3 / 4, "tetrahedron", 3, Infinity],
  [2 / 3, "triangle", 2, Infinity],
  [1 / 2, "pair", 1, Infinity],
  [2 / 5, "pentagon", 2, Infinity],
  [3 / 8, "antiprism", 3, Infinity],
  [1 / 3, "hexagon", 2, 2]
];

/** The arrangement in which each member gets this share of a dimension; empty when it is near none. */
export const shapeNamed = (dimensionality: number, hidden: number): string =>
  SHAPES.find(
    ([share, , least, most]) => hidden >= least && hidden <= most && Math.abs(share - dimensionality) < 0.025
  )?.[1] ?? "";

/** How a model keeps its features, in a sentence. */
export function toyInWords({weights, norm, dimensionality}: Pick<Toy, "weights" | "norm" | "dimensionality">): string {
  const [features, hidden] = weights.shape;
  const kept = Array.from(norm).flatMap((v, i) => (v >= 0.5 ? [i] : []));
  const alone = kept.filter((i) => dimensionality[i] > 0.9).length;
  const mean = kept.reduce((sum, i) => sum + dimensionality[i], 0) / Math.max(kept.length, 1);
  const shared = kept.length - alone;
  const how = !kept.length
    ? ""
    : !shared
      ? " Each has a dimension of its own."
      : ` ${alone ? `${alone} ${alone === 1 ? "has" : "have"} a dimension to ${alone === 1 ? "itself" : "themselves"}, ${shared} share. ` : ""}On average each gets ${formatNumber(Number(mean.toFixed(2)))} of a dimension.`;
  return `${kept.length} of ${features} features are kept in ${hidden} ${hidden === 1 ? "dimension" : "dimensions"}.${how}`;
}

/** Models that differ only in their start, each as a small plane with its loss, the best first. */
export function manyStarts(models: readonly Toy[], target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-starts") ? target : h("ul", {class: "v-starts"});
  while (element.children.length > models.length) element.lastElementChild!.remove();
  models.forEach((toy, i) => {
    const item = element.children[i] ?? element.appendChild(h("li", {}, vectorPlot(toy.weights, {alt: ""}), h("span")));
    const alt = `Loss ${formatNumber(toy.loss)}. ${toyInWords(toy)}`;
    vectorPlot(toy.weights, {alt, target: item.firstElementChild as HTMLElement});
    item.lastElementChild!.textContent = `loss ${formatNumber(Number(toy.loss.toPrecision(2)))}`;
  });
  return element;
}
