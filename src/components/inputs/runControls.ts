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
  pace<T>(frames: AsyncIterable<T>): AsyncGenerator<T, void, undefined>;
  /** Shows how far a run is that is not paced. */
  progress: RunProgress | null;
}

/** Buttons for a run that takes many steps: play or pause, one step, stop, from the start. */
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
    play.replaceChildren(icon(running ? Pause : Play), running ? "Pause" : ended ? "Play again" : "Play");
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

  async function* pace<T>(frames: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    const {run} = value;
    for await (const frame of frames) {
      if (value.run !== run || value.state === "stopped") return;
      const {step, steps} = frame as Partial<RunProgress>;
      if (step !== undefined && steps) input.progress = {step, steps};
      yield frame;
      while (value.run === run && value.state === "paused")
        if (await new Promise<boolean>((resolve) => waiting.push(resolve))) break;
      if (value.run !== run || (value.state as RunState["state"]) === "stopped") return;
    }
    value = {...value, state: "done"};
    show();
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
