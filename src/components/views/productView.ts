import {foldingChain} from "../arrays/foldingChain.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";

/** The curve of a folding chain, with the reader's input marked on it. */
export interface ProductDrawing {
  element: HTMLElement;
  y: number;
  bends: number;
  points: [number, number][];
}

const HEIGHT = 300;

/** Draws what a chain of layers makes of every input, and of the one chosen. Drawn into `target` again when given. */
export function productView(
  {x, layers, cut}: {x: number; layers: number; cut: number},
  target?: HTMLElement
): ProductDrawing {
  const {at, bends, points} = foldingChain(layers, cut);
  const high = Math.max(1.2, ...points.map(([, v]) => v + 0.1));
  const low = Math.min(-1.2, ...points.map(([, v]) => v - 0.1));
  const y = at(x);
  const element = fitted("v-product", (width) => drawing(width), target);
  return {element, y, bends, points};

  function drawing(width: number): SVGSVGElement {
    const across = (v: number) => ((v + 1) / 2) * (width - 60) + 40;
    const down = (v: number) => HEIGHT - 30 - ((v - low) / (high - low)) * (HEIGHT - 50);
    const label = (text: string, dx: number, dy: number, anchor = "middle") =>
      s("text", {x: dx, y: dy, "text-anchor": anchor, class: "v-axis-text"}, text);
    const right = across(x) > width - 70;
    return svg(
      {width, height: HEIGHT, alt: `A curve with ${bends} bends`},
      s("line", {x1: across(-1), x2: across(1), y1: down(0), y2: down(0), class: "v-axis-line"}),
      label("−1", across(-1), down(low) + 16),
      label("input", across(0), down(low) + 16),
      label("1", across(1), down(low) + 16),
      label("0", across(-1) - 8, down(0) + 4, "end"),
      label("1", across(-1) - 8, down(1) + 4, "end"),
      s("polyline", {points: points.map(([a, b]) => `${across(a)},${down(b)}`).join(" "), class: "v-curve"}),
      s("line", {x1: across(x), x2: across(x), y1: down(low), y2: down(y), class: "v-drop"}),
      s("circle", {cx: across(x), cy: down(y), r: 6, class: "v-dot"}),
      label(y.toFixed(2), across(x) + (right ? -12 : 12), down(y) + 16, right ? "end" : "start")
    );
  }
}
