import {linearAxis} from "./axis.js";
import {s, svg} from "./dom.js";
import {fitted} from "./fitted.js";
import {formatNumber} from "./format.js";

export interface SlopesOptions {
  /** The picture in words. */
  alt: string;
  target?: HTMLElement;
}

/** Do two ways to the same slopes agree? A dot for each, on the diagonal where they do. */
export function slopesView(
  slopes: readonly {gradient: number; tried: number}[],
  {alt, target}: SlopesOptions
): HTMLElement {
  return fitted("v-chart v-slopes", (width) => drawing(slopes, alt, Math.min(width, 460)), target);
}

function drawing(slopes: readonly {gradient: number; tried: number}[], alt: string, side: number): SVGElement {
  const most = 1.08 * Math.max(1e-9, ...slopes.flatMap(({gradient, tried}) => [Math.abs(gradient), Math.abs(tried)]));
  const [left, top, bottom] = [54, 24, 36];
  const height = Math.round(side * 0.8);
  const across = linearAxis([-most, most], [left, side - 8], 4);
  const up = linearAxis([-most, most], [height - bottom, top], 4);
  return svg(
    {width: side, height, alt},
    ...up.ticks.map((v) => s("line", {class: "v-rule", x1: left, x2: side - 8, y1: up.at(v), y2: up.at(v)})),
    ...up.ticks.map((v) => s("text", {x: left - 6, y: up.at(v) + 4, "text-anchor": "end"}, formatNumber(v))),
    ...across.ticks.map((v) =>
      s("text", {x: across.at(v), y: height - bottom + 16, "text-anchor": "middle"}, formatNumber(v))
    ),
    s("line", {class: "v-axis", x1: across.at(-most), y1: up.at(-most), x2: across.at(most), y2: up.at(most)}),
    ...slopes.map(({gradient, tried}) =>
      s("circle", {class: "v-slope-dot", cx: across.at(gradient), cy: up.at(tried), r: 4})
    ),
    s("text", {class: "v-axis-name", x: 0, y: 12}, "slope found by trying"),
    s("text", {class: "v-axis-name", x: side - 8, y: height - 4, "text-anchor": "end"}, "slope by the gradient")
  );
}
