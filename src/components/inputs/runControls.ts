import {Pause, Play, RotateCcw, Square, StepForward} from "lucide";
import {h} from "../views/dom.js";
import {icon, type IconNode} from "../views/icon.js";
import {asInput, emit, group, type Input} from "./input.js";

/** What the reader wants of a run. */
export interface RunState {
  state: "running" | "paused" | "stopped" | "done";
  /** Grows with every restart, so that a cell that reads it runs again. */
  run: number;
}

/** How far a run is. */
export interface RunProgress {
  step: number;
  steps: number;
}

export interface RunControls extends Input<RunState> {
  /**
   * Gives frames on at the pace the reader wants: all of them while running, none while paused, one for each press of
   * "Step", and no more after "Stop". Shows progress from frames that hold `step` and `steps`.
   */
  pace<T>(frames: AsyncIterable<T>): AsyncIterableIterator<T, void, undefined>;
  /** The number of the run, now and at every restart: for a cell that is to run again then, and only then. */
  restarts(): AsyncGenerator<number, void, undefined>;
  /** Begins again, as the button does. */
  restart(): void;
  /** Shows how far a run is that is not paced. */
  progress: RunProgress | null;
}

/**
 * Buttons for a run that takes many steps: play or pause, one step, stop, from the start. Begun as "stopped", nothing
 * runs until the reader presses "Play".
 */
export function runControls({
  label = "Run",
  state = "running"
}: {label?: string; state?: RunState["state"]} = {}): RunControls {
  const initial: RunState = {state, run: 0};
  let value = initial;
  let progress: RunProgress | null = null;
  // Who waits while the run is paused: called with true for one step, with false when the state changed.
  const waiting: ((step: boolean) => void)[] = [];
  const wake = (step: boolean) => waiting.splice(0).forEach((resolve) => resolve(step));

  const play = h("button", {type: "button", class: "v-button v-strong"});
  const step = button(StepForward, "Step");
  const stop = button(Square, "Stop");
  const restart = button(RotateCcw, "Restart");
  const count = h("span", {class: "v-count"});
  const bar = h("progress", {class: "v-progress", "aria-label": `${label}: progress`, max: 1, value: 0});
  const element = group(
    "run",
    {label},
    h("div", {class: "v-row"}, play, step, stop, restart),
    h("div", {class: "v-gauge"}, bar, count)
  );

  const show = () => {
    const running = value.state === "running";
    const ended = value.state === "stopped" || value.state === "done";
    play.replaceChildren(
      icon(running ? Pause : Play),
      running ? "Pause" : ended && (value.run > 0 || progress) ? "Play again" : "Play"
    );
    step.disabled = ended;
    stop.disabled = ended;
    bar.value = progress ? progress.step / progress.steps : 0;
    count.textContent = progress ? `${progress.step} of ${progress.steps}` : "";
  };
  const set = (next: RunState) => {
    value = next;
    show();
    wake(false);
  };
  const go = (next: RunState) => {
    set(next);
    emit(input, true);
  };
  const again = (): RunState => {
    progress = null;
    return {state: "running", run: value.run + 1};
  };
  play.addEventListener("click", () => {
    if (value.state === "running") go({...value, state: "paused"});
    else if (value.state === "paused") go({...value, state: "running"});
    else go(again());
  });
  step.addEventListener("click", () => {
    if (value.state === "running") go({...value, state: "paused"});
    else wake(true);
  });
  stop.addEventListener("click", () => go({...value, state: "stopped"}));
  restart.addEventListener("click", () => go(again()));

  // By hand, not a generator: a cell must be able to end it while it waits for the reader.
  function pace<T>(frames: AsyncIterable<T>): AsyncIterableIterator<T, void, undefined> {
    const source = frames[Symbol.asyncIterator]();
    // New frames after a stop: the reader changed something, and wants to see what it does. Controls that begin
    // stopped wait for their first "Play".
    const waits = initial.state === "stopped" && value.run === initial.run;
    if ((value.state === "stopped" && !waits) || value.state === "done") enter("running");
    const {run} = value;
    let begun = false;
    let ended = false;
    let release = () => {};
    const over = () => ended || value.run !== run || value.state === "stopped";
    const end = async (): Promise<IteratorReturnResult<void>> => {
      if (!ended) {
        ended = true;
        release();
        await source.return?.();
      }
      return {done: true, value: undefined};
    };
    const iterator: AsyncIterableIterator<T, void, undefined> = {
      async next() {
        // Nothing to show, not even an end, until a cell that runs again gives these frames up.
        if (waits && !ended) await new Promise<void>((resolve) => (release = resolve));
        while (begun && !over() && value.state === "paused")
          if (await new Promise<boolean>((resolve) => waiting.push(resolve))) break;
        if (over()) return end();
        begun = true;
        const {done, value: frame} = await source.next();
        if (over()) return end();
        if (done) enter("done");
        else {
          const {step, steps} = frame as Partial<RunProgress>;
          if (step !== undefined && steps) input.progress = {step, steps};
          if (value.state === "done") enter("running");
          // Frames of a figure do not end: it waits to be run again.
          if (steps && step === steps) enter("done");
        }
        return done ? {done, value: undefined} : {done: false, value: frame};
      },
      return() {
        const ending = end();
        wake(false);
        return ending;
      },
      [Symbol.asyncIterator]: () => iterator
    };
    return iterator;
  }
  const enter = (state: RunState["state"]) => {
    value = {...value, state};
    show();
  };

  /** The number of the run, now and whenever it changes. */
  async function* restarts(): AsyncGenerator<number, void, undefined> {
    for (let last = NaN; ;) {
      if (value.run !== last) yield (last = value.run);
      else await new Promise((resolve) => input.addEventListener("input", resolve, {once: true}));
    }
  }

  const input = asInput<RunState, HTMLElement>(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => "",
    read: () => null
  }) as RunControls;
  Object.defineProperties(input, {
    pace: {value: pace},
    restarts: {value: restarts},
    restart: {value: () => go(again())},
    progress: {
      get: () => progress,
      set: (next: RunProgress | null) => {
        progress = next;
        show();
      }
    }
  });
  show();
  return input;
}

const button = (mark: IconNode, text: string): HTMLButtonElement =>
  h("button", {type: "button", class: "v-button", "aria-label": text, title: text}, icon(mark));
