import type {Shard} from "./weights.js";

/** A model's `model.json`: what it computes, and which files hold its weights. */
export interface Manifest {
  /** A Keras topology, run layer by layer, or a TensorFlow graph. */
  kind: "layers" | "graph";
  topology: unknown;
  /** In order of depth. */
  shards: Shard[];
  /** The shapes of a graph's layers, without the batch. */
  shapes?: Record<string, (number | null)[]>;
  /** The values of a graph's small constants, where its makers are not known: the rewrites guess nothing then. */
  constants?: Record<string, number[]>;
  /** Measured when the weights were made; takes the place of the card's. */
  quality?: string;
}

/** What stands in a model's place when a build had no copy of it. */
export interface Unavailable {
  available: false;
  reason: string;
}

/** One line of `catalogue.json`: what a build holds of a model. */
export interface CatalogueEntry {
  id: string;
  available: boolean;
  /** Download of the whole network, bytes. */
  bytes: number;
  shards: {file: string; bytes: number}[];
  /** Measured quality, where it is measured by the project itself. */
  quality?: string;
}
