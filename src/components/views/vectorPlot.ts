import type {Grid} from "../arrays/grid.js";
import {categoryColour} from "./colour.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";

/** Which way does each feature point? Arrows from the middle of a plane, [n, 2 or more]; the first two numbers count. */
export function vectorPlot(
  {data, shape: [n, k]}: Grid,
  {alt, reach = 1.25, target}: {alt: string; reach?: number; target?: HTMLElement}
): HTMLElement {
  const draw = (width: number) => {
    const middle = width / 2;
    const unit = (middle - 12) / reach;
    const small = width < 220;
    return svg(
      {width, height: width, alt},
      s("line", {class: "v-rule", x1: 6, x2: width - 6, y1: middle, y2: middle}),
      s("line", {class: "v-rule", x1: middle, x2: middle, y1: 6, y2: width - 6}),
      s("circle", {class: "v-unit-circle", cx: middle, cy: middle, r: unit}),
      ...Array.from({length: n}, (_, i) => {
        const [dx, dy] = [data[i * k], k > 1 ? -data[i * k + 1] : 0];
        const length = Math.hypot(dx, dy) || 1;
        const [x, y] = [middle + unit * dx, middle + unit * dy];
        const name = {x: x + (13 * dx) / length, y: y + (13 * dy) / length + 4, "text-anchor": "middle"};
        return s(
          "g",
          {},
          s("line", {
            x1: middle,
            y1: middle,
            x2: x,
            y2: y,
            stroke: categoryColour(i),
            "stroke-width": small ? 1.5 : 2.5
          }),
          s("circle", {cx: x, cy: y, r: small ? 3 : 5, fill: categoryColour(i)}),
          !small && length > 0.2 && s("text", {...name}, String(i + 1))
        );
      })
    );
  };
  return fitted("v-vectors", draw, target);
}
