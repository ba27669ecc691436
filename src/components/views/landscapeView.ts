import type {Grid} from "../arrays/grid.js";
import {formatNumber, formatPercent} from "./format.js";
import type {ScatterPanel} from "./scatterPanels.js";

/** What is known of one layout. */
export interface Measured {
  trustworthiness?: number;
  continuity?: number;
  accuracy?: number;
}

/** What a run of the four projections says at a moment. */
export interface LandscapeMoment {
  layouts: Record<Kind, Grid>;
  quality: Record<Kind, Measured>;
  explained: readonly [number, number];
  tsne: {kl: number; perplexity: number; exaggeration: number} | null;
  umap: {neighbours: number} | null;
  phate: {time: number; stress: number} | null;
  /** What was asked and could not be done, in a sentence. */
  notice?: string | null;
}

type Kind = "pca" | "tsne" | "umap" | "phate";

const NAMES: Record<Kind, string> = {pca: "PCA", tsne: "t-SNE", umap: "UMAP", phate: "PHATE"};
const KINDS = Object.keys(NAMES) as Kind[];

/** The four panels of a run, each with what is measured of it; `thing` is what a vote of neighbours names. */
export function landscapePanels({layouts, quality, ...said}: LandscapeMoment, thing = "digit"): ScatterPanel[] {
  return KINDS.map((kind) => ({
    title: NAMES[kind],
    layout: layouts[kind],
    notes: [...measures(quality[kind], thing), own(kind, said)]
  }));
}

/** The same before the lab has said anything: layouts that were finished when the site was built. */
export const finishedPanels = (layouts: Record<Kind, Grid>): ScatterPanel[] =>
  KINDS.map((kind) => ({title: NAMES[kind], layout: layouts[kind], notes: ["measuring …", " ", "made with the site"]}));

const three = (v: number | undefined) => (v === undefined ? "…" : v.toFixed(3));

function measures({trustworthiness, continuity, accuracy}: Measured, thing: string): string[] {
  return [
    `trust ${three(trustworthiness)} · continuity ${three(continuity)}`,
    accuracy === undefined ? " " : `10 nearest name the ${thing}: ${formatPercent(accuracy)}`
  ];
}

function own(kind: Kind, {explained, tsne, umap, phate}: Omit<LandscapeMoment, "layouts" | "quality">): string {
  if (kind === "pca") return `shows ${formatPercent(explained[0] + explained[1])} of the variance`;
  if (kind === "tsne")
    return tsne
      ? `KL ${tsne.kl.toFixed(3)} nats${tsne.exaggeration > 1 ? `, exaggerated ${formatNumber(tsne.exaggeration)} ×` : ""}`
      : "starting";
  if (kind === "umap") return umap ? `${umap.neighbours} neighbours` : "starting";
  return phate ? `t = ${phate.time}, stress ${phate.stress.toFixed(3)}` : "made with the site";
}

/** How far each layout can be trusted, in a sentence. */
export function landscapeInWords({
  quality,
  tsne,
  notice
}: Pick<LandscapeMoment, "quality" | "tsne" | "notice">): string {
  const known = KINDS.filter((kind) => quality[kind].trustworthiness !== undefined);
  if (!known.length) return "The layouts are being measured.";
  const trust = known.map((kind) => `${NAMES[kind]} ${three(quality[kind].trustworthiness)}`).join(", ");
  return `Trustworthiness: ${trust}.${tsne ? ` The KL divergence of t-SNE is ${tsne.kl.toFixed(2)} nats.` : ""}${notice ? ` ${notice}` : ""}`;
}

/** One row a projection, for the table of numbers. */
export const landscapeTable = ({quality}: Pick<LandscapeMoment, "quality">): Record<string, string | number>[] =>
  KINDS.map((kind) => ({
    projection: NAMES[kind],
    trustworthiness: quality[kind].trustworthiness ?? "not measured yet",
    continuity: quality[kind].continuity ?? "not measured yet",
    "10-nearest accuracy": quality[kind].accuracy ?? "no labels or not measured yet"
  }));
