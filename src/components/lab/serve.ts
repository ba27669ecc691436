import {chooseBackend} from "./backends.js";
import type {FromWorker, LabStatus, ToWorker} from "./protocol.js";
import * as tf from "./tf.js";
import {Turn} from "./turn.js";

/** What a job is given, beside what the worker's owner adds. */
export interface RunContext {
  signal: AbortSignal;
  progress(fraction: number, doing?: string): void;
  /** Calls back with what the page tells this run while it goes on, at once with what it has told before. */
  listen(callback: (message: any) => void): void;
}

type AnyJob<Extra> = (args: any, context: Extra & RunContext) => Promise<unknown> | AsyncGenerator<unknown>;

interface Running {
  controller: AbortController;
  /** Frames the page has asked for and not yet been given. */
  wanted: number;
  wake: () => void;
  hear: (message: unknown) => void;
}

interface Scope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

/**
 * Answers a page's calls inside the worker. Jobs advance one step at a time and never two at once: a generator holds
 * the turn for one frame, a promise until it settles. A cancelled job is stopped at its next step and its `finally`
 * runs before anything else starts. `find` loads a job by name; `extra` makes, from the page's `setup`, what is added
 * to each run's context.
 */
export function serve<Extra extends object>(
  scope: Scope,
  find: (name: string) => Promise<AnyJob<Extra>>,
  extra: (setup: any, report: (status: Partial<LabStatus>) => void) => (run: RunContext) => Extra
): void {
  const turn = new Turn();
  const running = new Map<number, Running>();
  const report = (status: Partial<LabStatus>) =>
    scope.postMessage({type: "status", status: {...status, tensors: tf.memory().numTensors}});
  let addTo: (run: RunContext) => Extra;

  let started: Promise<void> = new Promise(() => {});

  async function start({backend, lock, setup}: ToWorker & {type: "start"}) {
    // The page waits for this lock: it is released when this worker dies, whatever the cause.
    globalThis.navigator?.locks?.request(lock, () => new Promise(() => {}));
    addTo = extra(setup, report);
    const {name, trials} = await chooseBackend(backend);
    report({backend: name, trials});
    if (name === "webgpu")
      (tf.backend() as any).device.lost.then(({message}: GPUDeviceLostInfo) =>
        scope.postMessage({type: "lost", reason: message})
      );
    scope.postMessage({type: "ready"});
  }

  async function run({id, job: name, args}: ToWorker & {type: "run"}) {
    const early: unknown[] = [];
    const run: Running = {
      controller: new AbortController(),
      wanted: 1,
      wake: () => {},
      hear: (message) => early.push(message)
    };
    const {signal} = run.controller;
    running.set(id, run);
    const began = performance.now();
    const progress = (fraction: number, doing = "") => scope.postMessage({type: "progress", id, fraction, doing});
    const listen = (callback: (message: any) => void) => {
      early.splice(0).forEach(callback);
      run.hear = callback;
    };
    const step = <T>(task: () => T | Promise<T>) =>
      turn.take(() => {
        signal.throwIfAborted();
        report({busy: name});
        return task();
      });
    try {
      const [job] = await Promise.all([find(name), started]);
      // A promise is wrapped so that the turn lasts until it settles, a generator is handed on as it is.
      const outcome = await step(async () => {
        const context = {signal, progress, listen};
        const made = job(args, {...addTo(context), ...context});
        return Symbol.asyncIterator in made ? {frames: made} : {frames: null, value: await made};
      });
      if (outcome.frames) await pump(id, run, outcome.frames, step);
      else scope.postMessage({type: "frame", id, value: outcome.value});
      const ms = performance.now() - began;
      report({ms});
      scope.postMessage({type: "done", id, ms});
    } catch (error) {
      const {name, message} = error instanceof Error ? error : {name: "Error", message: String(error)};
      scope.postMessage({type: "failed", id, name: signal.aborted ? "AbortError" : name, message});
    } finally {
      running.delete(id);
      report({busy: running.size ? name : null});
    }
  }

  async function pump(
    id: number,
    run: Running,
    frames: AsyncGenerator<unknown>,
    step: <T>(task: () => Promise<T>) => Promise<T>
  ) {
    try {
      for (;;) {
        while (run.wanted < 1 && !run.controller.signal.aborted)
          await new Promise<void>((resolve) => (run.wake = resolve));
        const {done, value} = await step(() => frames.next());
        if (done) return;
        --run.wanted;
        scope.postMessage({type: "frame", id, value});
      }
    } finally {
      await turn.take(() => frames.return(undefined));
    }
  }

  scope.onmessage = ({data}) => {
    if (data.type === "start") {
      started = start(data);
      started.catch((error) => scope.postMessage({type: "lost", reason: String(error.message ?? error)}));
    } else if (data.type === "run") run(data);
    else if (data.type === "next") {
      const r = running.get(data.id);
      if (r) {
        ++r.wanted;
        r.wake();
      }
    } else if (data.type === "tell") running.get(data.id)?.hear(data.message);
    else if (data.type === "cancel") {
      const r = running.get(data.id);
      r?.controller.abort();
      r?.wake();
    }
  };
}
