import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";

/** One output over time, and the inputs that belong to it. */
export interface Trace {
  name: string;
  output: ArrayLike<number>;
  input: ArrayLike<number>;
}

/** What went in and what came out, step by step? A row for each output: its line, and its inputs as bars. */
export function signalTraces(
  traces: readonly Trace[],
  {alt, row = 46, target}: {alt: string; row?: number; target?: HTMLElement}
): HTMLElement {
  const height = row * traces.length;
  const draw = (width: number) => {
    const left = 34;
    return svg(
      {width, height, alt},
      ...traces.flatMap(({name, output, input}, i) => {
        const middle = row * (i + 0.5);
        const y = (v: number) => middle - Math.max(-1.3, Math.min(1.3, v)) * row * 0.34;
        const x = (t: number) => left + ((width - left - 4) * t) / Math.max(output.length - 1, 1);
        return [
          s("line", {class: "v-rule", x1: left, x2: width - 4, y1: middle, y2: middle}),
          s("text", {x: 0, y: middle + 4}, name),
          ...Array.from(
            input,
            (v, t) => v !== 0 && s("line", {class: "v-pulse", x1: x(t), x2: x(t), y1: middle, y2: y(v)})
          ),
          s("polyline", {points: Array.from(output, (v, t) => `${x(t).toFixed(1)},${y(v).toFixed(1)}`).join(" ")})
        ];
      })
    );
  };
  return fitted("v-traces", draw, target);
}
