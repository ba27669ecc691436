import {Eraser, Undo2} from "lucide";
import type {Image} from "../arrays/image.js";
import {h} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {imageView} from "../views/imageView.js";
import {asInput, emit, group, type Input} from "./input.js";
import {digitOf, parseStrokes, TOO_LONG, writeStrokes, type Point, type Stroke} from "./strokes.js";

export interface DrawingPadOptions {
  label: string;
  /** Side in CSS pixels. */
  size?: number;
  /** Centre and scale the drawing as MNIST's digits are. */
  centred?: boolean;
  hint?: string;
  /** What is drawn at first, as the address writes it. */
  value?: string;
}

/**
 * A digit drawn by hand, as the network sees it: [28, 28, 1], ink 1 on 0. By mouse, pen or finger; by keyboard the
 * arrow keys move the pen, space puts it down or lifts it, Delete clears. Setting the value to undefined clears it.
 */
export function drawingPad({label, size = 224, centred = true, hint, value = ""}: DrawingPadOptions): Input<Image> {
  const canvas = h("canvas", {
    class: "v-pad",
    tabindex: 0,
    role: "application",
    "aria-label": `${label}: arrow keys move the pen, space puts it down or lifts it, Delete clears`
  });
  canvas.style.width = `${size}px`;
  const seen = h("canvas", {class: "v-image"});
  const undo = h("button", {type: "button", class: "v-button"}, icon(Undo2), "Back");
  const clear = h("button", {type: "button", class: "v-button"}, icon(Eraser), "Clear");
  const element = group(
    "drawing",
    {label, hint},
    h(
      "div",
      {class: "v-row v-drawing-row"},
      canvas,
      h(
        "div",
        {class: "v-seen"},
        h("span", {class: "v-unit"}, "as the network sees it"),
        seen,
        h("div", {class: "v-row"}, undo, clear)
      )
    )
  );

  const first = parseStrokes(value) ?? [];
  let strokes: Stroke[] = first;
  let stroke: Point[] | null = null;
  let pen: Point | null = null;
  let image = digitOf(strokes, centred);
  const blank = digitOf([], centred);
  const initial = image;

  const draw = () => {
    const side = Math.round(size * Math.min(devicePixelRatio || 1, 2));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext("2d")!;
    context.clearRect(0, 0, side, side);
    const {color} = getComputedStyle(canvas);
    Object.assign(context, {
      strokeStyle: color,
      fillStyle: color,
      lineCap: "round",
      lineJoin: "round",
      lineWidth: side / 14
    });
    for (const line of strokes) {
      context.beginPath();
      line.forEach(([x, y]) => context.lineTo(x * side, y * side));
      // A dot is a line that goes nowhere.
      if (line.length === 1) context.lineTo(line[0][0] * side + 0.01, line[0][1] * side);
      context.stroke();
    }
    if (pen && document.activeElement === canvas) {
      context.lineWidth = side / 140;
      context.beginPath();
      context.arc(pen[0] * side, pen[1] * side, side / 22, 0, 2 * Math.PI);
      context.stroke();
    }
    imageView(image, {size: 84, pixelated: true, alt: "The drawing as 28 × 28 pixels", target: seen});
    undo.disabled = clear.disabled = !strokes.length;
  };
  const change = (next: Stroke[], finished: boolean) => {
    strokes = next;
    image = digitOf(strokes, centred);
    draw();
    emit(input, finished);
  };
  const finish = () => {
    if (!stroke) return;
    stroke = null;
    input.dispatchEvent(new Event("change", {bubbles: true}));
  };
  const add = (point: Point) => {
    if (!stroke) return;
    stroke.push(point);
    change(strokes, false);
  };
  const begin = (point: Point) => {
    stroke = [point];
    change([...strokes, stroke], false);
  };
  const at = ({offsetX, offsetY}: PointerEvent): Point => [offsetX / canvas.clientWidth, offsetY / canvas.clientHeight];

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen = null;
    begin(at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (stroke && canvas.hasPointerCapture(event.pointerId)) add(at(event));
  });
  canvas.addEventListener("pointerup", finish);
  canvas.addEventListener("pointercancel", finish);
  canvas.addEventListener("blur", () => {
    finish();
    draw();
  });
  canvas.addEventListener("keydown", (event) => {
    const moves: Record<string, Point> = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    if (event.key in moves) {
      const [x, y] = pen ?? [0.5, 0.5];
      const within = (v: number) => Math.min(Math.max(v, 0), 1);
      pen = [within(x + 0.04 * moves[event.key][0]), within(y + 0.04 * moves[event.key][1])];
      add(pen);
      draw();
    } else if (event.key === " ") {
      pen ??= [0.5, 0.5];
      if (stroke) finish();
      else begin(pen);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      stroke = null;
      change([], true);
    } else return;
    event.preventDefault();
  });
  undo.addEventListener("click", () => change(strokes.slice(0, -1), true));
  clear.addEventListener("click", () => change([], true));
  const input: Input<Image> = asInput(element, {
    label,
    initial,
    get: () => image,
    set: (next) => {
      strokes = next === initial ? first : [];
      image = next ?? blank;
      draw();
    },
    write: () => writeStrokes(strokes),
    read: (text) => {
      const parsed = parseStrokes(text);
      strokes = parsed ?? [];
      image = digitOf(strokes, centred);
      draw();
      if (parsed) return null;
      return text === TOO_LONG
        ? `${label}: this drawing was too long for a link; the pad is empty.`
        : `${label}: “${text.slice(0, 20)}” is no drawing; the pad is empty.`;
    }
  });
  draw();
  // The ink takes its colour from the page, which an element outside of it does not know yet.
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return input;
}
