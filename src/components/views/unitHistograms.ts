import {h, s} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";

/** What is drawn of a unit: counts of its sums before the ReLU, and on how many examples something passes. */
export interface UnitBars {
  histogram: readonly number[];
  domain: readonly [number, number];
  /** Share of examples above zero. */
  active: number;
  dead: boolean;
  alwaysOn: boolean;
  mean: number;
}

export interface UnitHistogramsOptions {
  label: string;
  /** Does a ReLU cut what is below zero? */
  relu?: boolean;
  selected?: number;
  onpick?: (unit: number) => void;
  /** Width of each, CSS pixels. */
  size?: number;
  target?: HTMLElement;
}

const [WIDTH, HEIGHT] = [96, 44];

/**
 * How does each unit of a layer answer many examples? One small histogram a unit; what a ReLU cuts is pale, the line
 * stands at zero. Units that never or always pass something are marked.
 */
export function unitHistograms(units: readonly UnitBars[], options: UnitHistogramsOptions): HTMLElement {
  const {label, relu = true, selected, onpick, size = WIDTH} = options;
  const target = options.target?.classList.contains("v-units") ? options.target : h("ul", {class: "v-units"});
  target.setAttribute("aria-label", label);
  target.style.setProperty("--cell", `${size}px`);
  while (target.children.length > units.length) target.lastElementChild!.remove();
  units.forEach((unit, i) => {
    const row =
      target.children[i] ??
      target.appendChild(
        h("li", {}, h(onpick ? "button" : "div", {class: "v-unit-cell", type: onpick && "button"}, plot(), h("span")))
      );
    const cell = row.firstElementChild as HTMLElement;
    const [svg, caption] = cell.children;
    draw(svg as SVGElement, unit, relu);
    const state = relu && unit.dead ? "dead" : relu && unit.alwaysOn ? "always on" : formatPercent(unit.active);
    caption.textContent = `${i} · ${state}`;
    cell.classList.toggle("v-odd", relu && (unit.dead || unit.alwaysOn));
    const [low, high] = unit.domain.map(formatNumber);
    cell.setAttribute(
      "aria-label",
      `Unit ${i}: above zero on ${formatPercent(unit.active)} of the examples, from ${low} to ${high}, on average ${formatNumber(unit.mean)}`
    );
    if (!onpick) return cell.setAttribute("role", "img");
    cell.setAttribute("aria-pressed", String(i === selected));
    cell.onclick = () => onpick(i);
  });
  return target;
}

const plot = () => s("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true"});

function draw(svg: SVGElement, {histogram, domain: [low, high]}: UnitBars, relu: boolean) {
  const most = Math.max(1, ...histogram);
  const step = WIDTH / histogram.length;
  const zero = high > low ? (WIDTH * -low) / (high - low) : 0;
  svg.replaceChildren(
    ...histogram.map((n, i) => {
      const size = ((HEIGHT - 2) * n) / most;
      const cut = relu && (i + 0.5) * step < zero;
      const bar = {x: i * step, y: HEIGHT - 1 - size, width: Math.max(step - 0.6, 0.5), height: size};
      return s("rect", {...bar, class: cut ? "v-cut" : "v-passed"});
    }),
    s("line", {x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5, class: "v-axis"}),
    ...(zero >= 0 && zero <= WIDTH ? [s("line", {x1: zero, x2: zero, y1: 0, y2: HEIGHT, class: "v-zero"})] : [])
  );
}

/** How many units are dead, always on, or neither, in a sentence. */
export function unitsInWords(units: readonly UnitBars[]): string {
  const dead = units.filter((u) => u.dead).length;
  const on = units.filter((u) => u.alwaysOn).length;
  const count = (n: number) => (n === 0 ? "none" : n === units.length ? `all ${n}` : String(n));
  return `Of ${units.length} units, ${count(dead)} ${dead === 1 ? "is" : "are"} dead and ${count(on)} ${on === 1 ? "is" : "are"} always on.`;
}
