/** What may be put into an element; null, undefined and false stand for nothing. */
export type Child = Node | string | number | null | undefined | false;

/** Attributes by name; functions are listeners (`onclick`), true is an attribute without a value, false and null none. */
export type Attributes = Record<string, unknown>;

function fill<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter(given).map((child) => (typeof child === "number" ? String(child) : child)));
  return element;
}

const given = (child: Child): child is Node | string | number => child != null && child !== false;

/** Makes an HTML element: `h("button", {class: "v-button", onclick: play}, "Play")`. */
export const h = <K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]) =>
  fill(document.createElement(tag), attributes, children);

/** Makes an SVG element. */
export const s = <K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** A drawing in its own pixels, which a screen reader takes for one picture and reads by its words. */
export const svg = (
  {width, height, alt}: {width: number; height: number; alt: string},
  ...children: Child[]
): SVGSVGElement =>
  s("svg", {width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt}, ...children);

let count = 0;

/** An id no other element of the page has, to tie labels to what they name. */
export const uniqueId = (): string => `v-${++count}`;
