import {h} from "./dom.js";

interface Drawing {
  draw: (width: number) => SVGElement | undefined;
  width: number;
}

const drawings = new WeakMap<HTMLElement, Drawing>();

/**
 * An element whose drawing depends on its width in pixels: `draw` makes its content when it has one, and again when it
 * changes, so that text keeps its size on a phone. Give the element of an earlier call to draw something else into it.
 */
export function fitted(className: string, draw: (width: number) => SVGElement, target?: HTMLElement): HTMLElement {
  const element = target && drawings.has(target) ? target : create(className);
  const state = drawings.get(element)!;
  state.draw = draw;
  if (state.width) element.replaceChildren(draw(state.width));
  return element;
}

function create(className: string): HTMLElement {
  const element = h("div", {class: className});
  const state: Drawing = {draw: () => undefined, width: 0};
  drawings.set(element, state);
  new ResizeObserver(([{contentRect}]) => {
    const width = Math.round(contentRect.width);
    if (!width || width === state.width) return;
    state.width = width;
    element.replaceChildren(state.draw(width) ?? "");
  }).observe(element);
  return element;
}
