import {h, s} from "./dom.js";

/** A layer as it lies in the picture; x and y are its middle. */
export interface PlacedLayer {
  name: string;
  title: string;
  kind: string;
  shape: readonly (number | null)[];
  landmark: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface NetworkPicture {
  nodes: readonly PlacedLayer[];
  edges: readonly {from: string; to: string; points: readonly {x: number; y: number}[]}[];
  width: number;
  height: number;
}

export interface NetworkViewOptions {
  /** The network in words. */
  label: string;
  /** 1 is the size at which its text is as large as the page's small print. */
  zoom: number;
  selected?: string | null;
  onpick: (name: string) => void;
  target?: HTMLElement;
}

/** A layer's shape as it is written on paper: 14² × 512, or 10. */
export function shapeInWords(shape: readonly (number | null)[]): string {
  const [height, width, channels] = shape;
  if (shape.length !== 3) return shape.map((n) => n ?? "any").join(" × ");
  return `${height === width && height ? `${height}²` : `${height ?? "any"} × ${width ?? "any"}`} × ${channels}`;
}

/** Draws a network as a graph of boxes, from the picture at the top to the answer; scrolls when it is larger than its frame. */
export function networkView(picture: NetworkPicture, options: NetworkViewOptions): HTMLElement {
  const {label, zoom, selected, onpick} = options;
  const target = options.target?.classList.contains("v-network") ? options.target : create();
  target.setAttribute("aria-label", label);
  const {nodes, edges, width, height} = picture;
  const key = nodes.map(({name}) => name).join();
  const svg = target.firstElementChild as SVGSVGElement;
  if (target.dataset.key !== key) {
    target.dataset.key = key;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren(...edges.map(({points}) => edge(points)), ...nodes.map(box));
    target.scrollTop = 0;
  }
  svg.style.width = `${width * zoom}px`;
  svg.style.height = `${height * zoom}px`;
  const boxes = svg.querySelectorAll<SVGGElement>("g");
  nodes.forEach(({name}, i) => {
    boxes[i].setAttribute("aria-pressed", String(name === selected));
    boxes[i].onclick = () => onpick(name);
    boxes[i].onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      onpick(name);
    };
  });
  return target;
}

const create = () =>
  h("div", {class: "v-network", tabindex: 0, role: "region"}, s("svg", {role: "group", "aria-label": "Layers"}));

const edge = (points: readonly {x: number; y: number}[]) =>
  s("polyline", {points: points.map(({x, y}) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")});

function box({title, kind, shape, landmark, x, y, width, height}: PlacedLayer) {
  const size = shapeInWords(shape);
  const most = Math.floor(width / 7.4);
  return s(
    "g",
    {
      class: landmark ? "v-node v-landmark" : "v-node",
      transform: `translate(${x - width / 2}, ${y - height / 2})`,
      role: "button",
      tabindex: 0,
      "aria-label": `${title}: ${kind}, ${size}${landmark ? ", a landmark" : ""}`
    },
    s("rect", {width, height}),
    s("text", {x: width / 2, y: 19, "text-anchor": "middle", class: "v-node-name"}, clipped(title, most)),
    s("text", {x: width / 2, y: 36, "text-anchor": "middle"}, `${kind} · ${size}`),
    s("title", {}, title)
  );
}

/** The end of a long name tells more than its beginning. */
const clipped = (text: string, most: number) => (text.length <= most ? text : `…${text.slice(1 - most)}`);

/** How much of a network is drawn, in a sentence. */
export function graphInWords({nodes, layers}: NetworkPicture & {layers: number}): string {
  const first = nodes[0];
  const last = nodes.at(-1)!;
  const shown = nodes.length === layers ? `All ${layers} layers` : `${nodes.length} of ${layers} layers`;
  return `${shown}, from ${shapeInWords(first.shape)} at the input to ${shapeInWords(last.shape)} at the end.`;
}
