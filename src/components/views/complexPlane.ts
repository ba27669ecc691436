import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";

/** Which eigenvalues grow? Dots in the complex plane with the unit circle; those outside it are orange diamonds. */
export function complexPlane(
  values: readonly {re: number; im: number}[],
  {alt, height = 210, target}: {alt: string; height?: number; target?: HTMLElement}
): HTMLElement {
  const reach = Math.max(1.25, ...values.map(({re, im}) => 1.12 * Math.max(Math.abs(re), Math.abs(im))));
  const draw = (width: number) => {
    const unit = (Math.min(width, height) / 2 - 10) / reach;
    const [cx, cy] = [width / 2, height / 2];
    return svg(
      {width, height, alt},
      s("line", {class: "v-rule", x1: cx - reach * unit, x2: cx + reach * unit, y1: cy, y2: cy}),
      s("line", {class: "v-rule", x1: cx, x2: cx, y1: cy - reach * unit, y2: cy + reach * unit}),
      s("circle", {class: "v-unit-circle", cx, cy, r: unit}),
      s("text", {x: cx + unit + 3, y: cy + 14}, "1"),
      s("text", {x: cx + 4, y: 10}, "imaginary"),
      s("text", {x: cx + reach * unit, y: cy - 5, "text-anchor": "start"}, "real"),
      ...values.map(({re, im}) => {
        const [x, y] = [cx + unit * re, cy - unit * im];
        const size = Math.hypot(re, im);
        const words = `${formatNumber(re)}${im ? ` ${im < 0 ? "−" : "+"} ${formatNumber(Math.abs(im))} i` : ""}, size ${formatNumber(size)}`;
        return size > 1
          ? s("path", {class: "v-outside", d: `M${x},${y - 5}l5,5l-5,5l-5,-5z`}, s("title", {}, words))
          : s("circle", {class: "v-inside", cx: x, cy: y, r: 3.5}, s("title", {}, words));
      })
    );
  };
  return fitted("v-eigen", draw, target);
}
