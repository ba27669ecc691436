import {layout, Graph} from "@dagrejs/dagre";
import {layerTitle} from "../models/layerTitle.js";
import type {Layer} from "../models/model.js";
import {ancestors, cutPoints} from "../models/walk.js";
import type {Context} from "./context.js";

/** How much of a network is drawn: its landmarks, the places where all its paths meet, or every layer. */
export type Detail = "landmarks" | "joints" | "layers";

/** One layer in the picture; x and y are its middle. */
export interface GraphNode {
  name: string;
  /** The name as readers see it. */
  title: string;
  kind: string;
  shape: (number | null)[];
  landmark: boolean;
  /** Layers that were left out on the way here. */
  hidden: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  points: {x: number; y: number}[];
}

export interface NetworkGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  width: number;
  height: number;
  /** Layers of the whole network. */
  layers: number;
}

const NODE = {width: 196, height: 46};

/**
 * What is a network made of? Its layers with their shapes, laid out from the picture at the top to the answer. No
 * weights are fetched. Layers left out are drawn as the edges that lead through them.
 * @see Gansner, Koutsofios, North & Vo, "A Technique for Drawing Directed Graphs", IEEE TSE (1993), by dagre
 */
export async function networkGraph(
  {model: id, detail}: {model: string; detail: Detail},
  context: Context
): Promise<NetworkGraph> {
  const {card, layers} = await context.model(id);
  const ends = card.heads.map(({layer}) => layer);
  const path = ancestors(layers, ends);
  const landmarks = new Set(card.landmarks);
  const kept = new Set(keptNames(path, detail, landmarks, ends));
  const graph = new Graph<Record<string, unknown>, any, any>()
    .setGraph({rankdir: "TB", nodesep: 28, ranksep: 26, marginx: 12, marginy: 12})
    .setDefaultEdgeLabel(() => ({}));
  for (const layer of path) if (kept.has(layer.name)) graph.setNode(layer.name, {...NODE});
  const sources = new Map<string, string[]>();
  for (const {name, inputs} of path) {
    const from = [...new Set(inputs.flatMap((input) => (kept.has(input) ? [input] : sources.get(input)!)))];
    if (!kept.has(name)) sources.set(name, from);
    else for (const source of from) graph.setEdge(source, name);
  }
  layout(graph);
  const place = new Map(path.map(({name}, i) => [name, i]));
  const drawn = path.filter(({name}) => kept.has(name));
  const nodes = drawn.map(({name, kind, shape}, i): GraphNode => {
    const {x, y, width, height} = graph.node(name);
    const hidden = i ? place.get(name)! - place.get(drawn[i - 1].name)! - 1 : 0;
    return {name, title: layerTitle(name), kind, shape, landmark: landmarks.has(name), hidden, x, y, width, height};
  });
  const edges = graph.edges().map((edge): GraphEdge => ({from: edge.v, to: edge.w, points: graph.edge(edge).points}));
  const {width = 0, height = 0} = graph.graph() as {width?: number; height?: number};
  return {nodes, edges, width, height, layers: layers.length};
}

function keptNames(path: Layer[], detail: Detail, landmarks: Set<string>, ends: string[]): string[] {
  const all = path.map(({name}) => name);
  if (detail === "layers") return all;
  const always = (name: string) => landmarks.has(name) || ends.includes(name) || name === all[0];
  if (detail === "landmarks") return all.filter(always);
  const cuts = new Set(ends.flatMap((end) => cutPoints(path, end).map(({name}) => name)));
  return all.filter((name) => cuts.has(name) || always(name));
}
