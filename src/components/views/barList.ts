import {AGAINST, FOR} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";

/** One bar. */
export interface BarItem {
  label: string;
  value: number;
  /** A few words after the label. */
  note?: string;
  /** Is it the one under discussion? */
  active?: boolean;
  /** A colour of its own (a digit's, say). */
  colour?: string;
}

/** How bars are drawn. */
export interface BarListOptions {
  /** What the list shows, for screen readers. */
  label: string;
  format?: (value: number) => string;
  /** The numbers at the two ends; by default from 0 (or the smallest, if negative) to the largest. */
  domain?: readonly [number, number];
  /** Makes each bar a button. */
  onpick?: (item: BarItem, index: number) => void;
  target?: HTMLElement;
}

/**
 * Compares a few numbers by name, as a real list with the values written at the bars. When the domain reaches below
 * zero, bars grow from zero to both sides, orange for and purple against.
 */
export function barList(items: readonly BarItem[], options: BarListOptions): HTMLElement {
  const {label, format = formatNumber, onpick, target = h("ol")} = options;
  const [low, high] = options.domain ?? [
    Math.min(0, ...items.map(({value}) => value)),
    Math.max(0, ...items.map(({value}) => value))
  ];
  const percent = (value: number) =>
    high > low ? (100 * (Math.min(Math.max(value, low), high) - low)) / (high - low) : 0;
  const zero = percent(0);
  target.className = "v-bars";
  target.setAttribute("aria-label", label);
  // Rows stay in place from call to call, so that a focused one keeps its focus.
  while (target.children.length > items.length) target.lastElementChild!.remove();
  items.forEach((item, i) => {
    const row = target.children[i] ?? target.appendChild(h("li", {}, createBar(Boolean(onpick))));
    const bar = row.firstElementChild as HTMLElement;
    const at = percent(item.value);
    const [name, note, fill, value] = bar.querySelectorAll<HTMLElement>("[data-part]");
    name.textContent = item.label;
    note.textContent = item.note ?? "";
    value.textContent = format(item.value);
    fill.style.left = `${Math.min(zero, at)}%`;
    fill.style.width = `${Math.abs(at - zero)}%`;
    fill.style.background = item.colour ?? (low < 0 ? (item.value < 0 ? AGAINST : FOR) : "");
    bar.classList.toggle("v-active", Boolean(item.active));
    if (!onpick) return;
    bar.setAttribute("aria-pressed", String(Boolean(item.active)));
    bar.onclick = () => onpick(item, i);
  });
  return target;
}

const createBar = (button: boolean): HTMLElement =>
  h(
    button ? "button" : "div",
    {class: "v-bar", type: button && "button"},
    h("span", {class: "v-bar-name"}, h("span", {"data-part": "name"}), " ", h("small", {"data-part": "note"})),
    h("span", {class: "v-bar-track", "aria-hidden": "true"}, h("span", {"data-part": "fill", class: "v-bar-fill"})),
    h("span", {"data-part": "value", class: "v-bar-value"})
  );
