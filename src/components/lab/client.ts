import {backendFromAddress, type BackendName} from "./backendNames.js";
import type {FromWorker, LabStatus, ToWorker} from "./protocol.js";

/** How far a run is. A fraction of NaN means that nobody can tell. */
export interface Progress {
  fraction: number;
  doing: string;
}

/**
 * One call of the lab: an async generator of plain frames (a single one for one-shot jobs) that starts with the first
 * `next()`. Frames are computed when they are asked for, at most one ahead: not asking pauses the run. `return()`
 * cancels it at its next step.
 */
export interface LabRun<T> extends AsyncIterableIterator<T, void, undefined> {
  return(): Promise<IteratorResult<T, void>>;
  throw(error: unknown): Promise<IteratorResult<T, void>>;
  /**
   * Tells the job something while it runs (new settings, whole: the last message counts). False when it does not run,
   * because it has not begun or is over.
   */
  tell(message: unknown): boolean;
  onprogress: ((progress: Progress) => void) | null;
  /** Milliseconds from start to end in the lab, once done. */
  ms: number | null;
  /** The last frame: what a one-shot job gives. */
  last(): Promise<T>;
}

/** The lab as a page sees it: each job by its name, and the state of the whole. */
export type Lab<Jobs> = {
  [Name in keyof Jobs]: Jobs[Name] extends (args: infer Args, ...rest: any[]) => infer Out
    ? (args: Args) => LabRun<Out extends AsyncGenerator<infer T> ? T : Awaited<Out>>
    : never;
} & LabControl;

export interface LabControl {
  readonly status: LabStatus;
  /** Calls back now and at every change; gives a function that ends it. */
  observe(callback: (status: LabStatus) => void): () => void;
  /** Starts the lab again on another backend. Runs in flight are run again there. */
  use(backend: BackendName): void;
  /** Resolves with the proved backend. */
  ready(): Promise<BackendName>;
}

interface Call {
  id: number;
  job: string;
  args: unknown;
  retried: boolean;
  /** What the run was told last, to be told again when it has to be run again. */
  told?: ToWorker & {type: "tell"};
  receive(message: FromWorker): void;
}

const idle: LabStatus = {
  backend: null,
  trials: [],
  models: [],
  busy: null,
  ms: null,
  tensors: 0,
  restarts: 0,
  notice: null
};

/** Names by which Observable's runtime asks whether a value is a promise or a generator: the lab is neither. */
const NOT_JOBS = new Set(["then", "next", "return", "throw"]);

/**
 * Opens the lab: one dedicated worker, started at once. When it crashes or its graphics device is lost it is started
 * again and what it was doing is run once more; a second crash of the same run is reported as its error. `setup` is
 * handed to the worker as it starts.
 */
export function openLab<Jobs>(makeWorker: () => Worker, setup: unknown, search = location.search): Lab<Jobs> {
  const asked = backendFromAddress(search);
  let backend = asked.backend;
  let status: LabStatus = {...idle, notice: asked.notice};
  let worker: Worker;
  let generation = 0;
  let count = 0;
  const calls = new Map<number, Call>();
  const observers = new Set<(status: LabStatus) => void>();

  const send = (message: ToWorker) => worker.postMessage(message);
  const update = (change: Partial<LabStatus>) => {
    status = {...status, ...change};
    for (const callback of observers) callback(status);
  };

  function start() {
    const current = ++generation;
    const lock = `vitrine-lab-${Math.random().toString(36).slice(2)}`;
    worker = makeWorker();
    worker.onmessage = ({data}: MessageEvent<FromWorker>) => {
      if (current !== generation) return;
      if (data.type === "status") update(data.status);
      else if (data.type === "lost") restart(data.reason, current);
      else if (data.type === "ready")
        // Granted only when the worker's own hold on the lock ends, that is, when it dies.
        navigator.locks?.request(lock, () => restart("it stopped without a word", current));
      else calls.get(data.id)?.receive(data);
    };
    worker.onerror = (event) => restart(event.message || "its code could not be loaded", current);
    send({type: "start", backend, lock, setup});
    for (const call of calls.values()) {
      send({type: "run", id: call.id, job: call.job, args: call.args});
      if (call.told) send(call.told);
    }
  }

  function restart(reason: string, from: number) {
    if (from !== generation) return;
    worker.terminate();
    for (const call of [...calls.values()])
      if (call.retried)
        call.receive({type: "failed", id: call.id, name: "LabError", message: `the lab stopped twice: ${reason}`});
      else call.retried = true;
    const restarts = status.restarts + 1;
    const notice = `The lab stopped (${reason}) and was started again.`;
    update({...idle, restarts, notice});
    // A lab that dies at birth would be born for ever.
    if (restarts > 5)
      return update({notice: `The lab stopped ${restarts} times (${reason}). Reload the page to try again.`});
    start();
  }

  function use(name: BackendName) {
    ++generation;
    worker.terminate();
    backend = name;
    update({...idle, restarts: status.restarts});
    start();
  }

  function observe(callback: (status: LabStatus) => void) {
    observers.add(callback);
    callback(status);
    return () => observers.delete(callback);
  }

  const ready = () =>
    new Promise<BackendName>((resolve) => {
      const end = observe(({backend}) => {
        if (!backend) return;
        resolve(backend);
        queueMicrotask(() => end());
      });
    });

  /** One run: a queue between the worker's frames and the page's next(). */
  function call(job: string, args: unknown): LabRun<unknown> {
    const id = ++count;
    const frames: unknown[] = [];
    let state: "idle" | "running" | "done" | "failed" = "idle";
    let failure: Error | null = null;
    let wake = () => {};

    function begin() {
      state = "running";
      const mine: Call = {id, job, args, retried: false, receive};
      calls.set(id, mine);
      send({type: "run", id, job, args});
    }

    function receive(message: FromWorker) {
      if (message.type === "progress") run.onprogress?.({fraction: message.fraction, doing: message.doing});
      else if (message.type === "frame") frames.push(message.value);
      else if (message.type === "done") {
        run.ms = message.ms;
        end("done");
      } else if (message.type === "failed") {
        failure = Object.assign(new Error(message.message), {name: message.name});
        end("failed");
      }
      wake();
    }

    function end(how: "done" | "failed") {
      state = how;
      calls.delete(id);
    }

    const run: LabRun<unknown> = {
      onprogress: null,
      ms: null,
      async next() {
        if (state === "idle") begin();
        for (;;) {
          if (frames.length) {
            if (state === "running") send({type: "next", id});
            return {done: false, value: frames.shift()};
          }
          if (state === "done") return {done: true, value: undefined};
          if (state === "failed") throw failure!;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
      async return() {
        if (state === "running") send({type: "cancel", id});
        frames.length = 0;
        end("done");
        wake();
        return {done: true, value: undefined};
      },
      tell(message) {
        const mine = calls.get(id);
        if (state !== "running" || !mine) return false;
        send((mine.told = {type: "tell", id, message}));
        return true;
      },
      async throw(error) {
        await run.return();
        throw error;
      },
      async last() {
        let value: unknown;
        for await (value of run);
        return value;
      },
      [Symbol.asyncIterator]() {
        return run;
      }
    };
    return run;
  }

  start();
  const control: LabControl = {
    get status() {
      return status;
    },
    observe,
    use,
    ready
  };
  return new Proxy(control, {
    get: (target, name) => {
      if (name in target) return Reflect.get(target, name);
      if (typeof name !== "string" || NOT_JOBS.has(name)) return undefined;
      return (args: unknown) => call(name, args);
    }
  }) as Lab<Jobs>;
}
