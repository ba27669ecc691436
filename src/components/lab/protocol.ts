import type {BackendName, Trial} from "./backendNames.js";

/** What the lab is doing, for the status strip. */
export interface LabStatus {
  /** Null until a backend is proved. */
  backend: BackendName | null;
  trials: Trial[];
  /** Models opened so far and the bytes of their weights fetched. */
  models: {id: string; bytes: number}[];
  /** The job running now. */
  busy: string | null;
  /** Milliseconds that the last finished run took, downloads included. */
  ms: number | null;
  /** Tensors alive in the lab, models' weights included. */
  tensors: number;
  /** How often the lab had to be started again after a crash or a lost device. */
  restarts: number;
  /** A sentence when something needs saying: a crash, an unknown backend asked for. */
  notice: string | null;
}

export type ToWorker =
  | {type: "start"; backend: BackendName | undefined; lock: string; setup: unknown}
  | {type: "run"; id: number; job: string; args: unknown}
  | {type: "next"; id: number}
  | {type: "tell"; id: number; message: unknown}
  | {type: "cancel"; id: number};

export type FromWorker =
  | {type: "ready"}
  | {type: "status"; status: Partial<LabStatus>}
  | {type: "progress"; id: number; fraction: number; doing: string}
  | {type: "frame"; id: number; value: unknown}
  | {type: "done"; id: number; ms: number}
  | {type: "failed"; id: number; name: string; message: string}
  | {type: "lost"; reason: string};
