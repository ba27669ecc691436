import type {Model} from "../models/model.js";
import type {OwnModel} from "../models/own/openOwn.js";

/**
 * What a job gets beside its arguments. A job is a plain function that joins a model and a method:
 * `async f(args, context) → value` or `async function* f(args, context)` yielding frames of plain arrays.
 * It runs the same in the page's worker, in a test and in a data loader.
 */
export interface Context {
  /** Aborted when a newer run of the same figure starts, or the reader stops it. Check between steps. */
  signal: AbortSignal;
  /** A model of the catalogue, or of the reader's own, opened once and kept. Await `model.need(layer)` before its functions. */
  model(id: string): Promise<Model>;
  /** Says how far a run is: a fraction 0…1 (NaN when unknown) and what is being done. */
  progress(fraction: number, doing?: string): void;
  /** Takes a network of the reader's own, which `model` then opens by its id. Absent in loaders. */
  hold?(own: OwnModel): Promise<void>;
  /** Calls back with what the page tells the run while it goes on. Absent where nobody does: in loaders and tests. */
  listen?(callback: (message: any) => void): void;
}
