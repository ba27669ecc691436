import {s} from "./dom.js";

/** A lucide icon as that package holds it: tags with their attributes. */
export type IconNode = [tag: string, attributes: Record<string, string | number | undefined>][];

/**
 * Draws a lucide icon in the colour of the text around it: `icon(Camera)`. It is hidden from screen readers, so
 * what holds it must have a text or an `aria-label`.
 */
export const icon = (node: IconNode, size = 16): SVGSVGElement =>
  s(
    "svg",
    {
      class: "v-icon",
      width: size,
      height: size,
      viewBox: "0 0 24 24",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.75,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true"
    },
    ...node.map(([tag, attributes]) => s(tag as "path", attributes))
  );
