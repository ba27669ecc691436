import {FileCode} from "lucide";
import {shiftPieces} from "../arrays/shiftPieces.js";
import type {Piece} from "../arrays/tokenise.js";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {receiveFiles} from "./dropTarget.js";
import {asInput, emit, type Input} from "./input.js";
import {LONGEST_TEXT, readCodeFile} from "./readCodeFile.js";

/** A text that comes with the site. */
export interface CodeChoice {
  id: string;
  language: string;
  text: string;
}

/** A stretch of the text with a colour behind it. */
export interface Shade extends Piece {
  colour: string;
}

export interface CodeInput extends Input<string> {
  /** Colours stretches of the present text; they move with it while the reader types, until the next call. */
  paint(shades: readonly Shade[]): void;
  /** Marks one of the painted stretches, or none. */
  point(index: number | null): void;
  /** Called with the painted stretch under the pointer, or around the caret. */
  onpoint: ((index: number | null) => void) | null;
  /** Puts the caret around a stretch of the text, and the focus into it. */
  select(piece: Piece): void;
  /** Takes a file as if the reader had dropped it. */
  take(file: File): Promise<void>;
}

/** How long after the last key the text counts as typed, in milliseconds. */
const PAUSE = 50;

/**
 * A program text to write in, begun from a sample or the reader's own file, with colours behind it. In the address: the
 * sample's id, or "own"; the reader's own text never leaves the browser.
 */
export function codeInput(samples: readonly CodeChoice[], {label, value}: {label: string; value: string}): CodeInput {
  const first = samples.find(({id}) => id === value) ?? samples[0];
  const id = uniqueId();
  const box = h("textarea", {
    id,
    class: "v-code-box",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    maxlength: LONGEST_TEXT,
    "aria-describedby": `${id}-hint`
  });
  const behind = h("pre", {class: "v-code-behind", "aria-hidden": "true"});
  const own = h("option", {value: "own", hidden: true}, "your own");
  const chooser = h(
    "select",
    {class: "v-select", "aria-label": "Start from a sample"},
    ...samples.map((sample) => h("option", {value: sample.id}, sample.language)),
    own
  );
  const upload = h("input", {type: "file", hidden: true, tabindex: -1});
  const open = h(
    "button",
    {type: "button", class: "v-button", onclick: () => upload.click()},
    icon(FileCode),
    "Your file"
  );
  const message = h("p", {class: "v-picker-message", role: "status"});
  const element = h(
    "div",
    {class: "v-input v-code-input"},
    h("span", {class: "v-row v-code-head"}, h("label", {class: "v-label", for: id}, label), chooser, open, upload),
    h("div", {class: "v-code-area"}, behind, box),
    message,
    h("p", {class: "v-hint", id: `${id}-hint`}, "Type, paste, or drop a file. It never leaves your browser.")
  );

  let text = first.text;
  /** What the reader wrote or brought last: still there after a look at a sample. */
  let written: string | null = null;
  let shades: Shade[] = [];
  let marked: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const idOf = () => samples.find((sample) => sample.text === text)?.id ?? "own";
  const say = (words: string, alarm = false) => {
    message.textContent = words;
    message.classList.toggle("v-alert", alarm);
  };
  const draw = () => {
    const spans: (Node | string)[] = [];
    let at = 0;
    shades.forEach(({start, end, colour}, i) => {
      if (start < at) return;
      const span = h("span", {"data-piece": i, class: i === marked ? "v-marked" : null}, text.slice(start, end));
      span.style.background = colour;
      spans.push(text.slice(at, start), span);
      at = end;
    });
    // The line after the last line end needs something in it to have a height.
    behind.replaceChildren(...spans, `${text.slice(at)}\u200b`);
  };
  const show = () => {
    if (box.value !== text) box.value = text;
    if (idOf() === "own") written = text;
    own.hidden = written === null;
    chooser.value = idOf();
    draw();
  };
  const set = (next: string) => {
    clearTimeout(timer);
    shades = shiftPieces(shades, text, next);
    text = next;
    show();
  };
  const flush = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    emit(input, true);
  };
  box.addEventListener("input", () => {
    set(box.value);
    say(
      box.value.length >= LONGEST_TEXT
        ? `That is all the box holds: ${LONGEST_TEXT.toLocaleString("en-GB")} characters. The network reads 10,000.`
        : ""
    );
    timer = setTimeout(flush, PAUSE);
  });
  box.addEventListener("change", flush);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    // A new line begins as far in as this one. Typed by command, so that the browser can undo it.
    const line = box.value.slice(0, box.selectionStart).match(/[^\n]*$/)![0];
    const indent = line.match(/^[ \t]*/)![0];
    if (indent && document.execCommand?.("insertText", false, `\n${indent}`)) event.preventDefault();
  });
  chooser.addEventListener("change", () => {
    const sample = samples.find((one) => one.id === chooser.value);
    set(sample?.text ?? written ?? text);
    say("");
    emit(input, true);
  });
  const take = async (file: File) => {
    try {
      const read = readCodeFile(new Uint8Array(await file.arrayBuffer()), file.name);
      set(read.text);
      say(read.note || `“${file.name}” is here. It stays in your browser.`);
      emit(input, true);
    } catch (error) {
      say(`${(error as Error).message} The text you had stays.`, true);
    }
  };
  upload.addEventListener("change", () => {
    if (upload.files?.[0]) take(upload.files[0]);
    upload.value = "";
  });
  receiveFiles(element, (file) => {
    if (file) take(file);
    else say("That was an address, not a file. Save it first, then drop it here.", true);
  });

  const tell = (index: number | null) => input.onpoint?.(index);
  const pieceAt = (x: number, y: number) => {
    const span = document.elementsFromPoint(x, y).find((found) => behind.contains(found) && found !== behind);
    return span ? Number((span as HTMLElement).dataset.piece) : null;
  };
  box.addEventListener("pointermove", ({clientX, clientY}) => tell(pieceAt(clientX, clientY)));
  box.addEventListener("pointerleave", () => tell(null));
  const atCaret = () => {
    const at = box.selectionStart;
    const index = shades.findIndex(({start, end}) => at >= start && at < end);
    tell(index < 0 ? null : index);
  };
  box.addEventListener("keyup", atCaret);
  box.addEventListener("click", atCaret);

  const input = asInput<string, HTMLElement>(element, {
    label,
    initial: first.text,
    get: () => text,
    set: (next) => {
      say("");
      set(next);
    },
    write: idOf,
    read: (asked) => {
      say("");
      const sample = samples.find((one) => one.id === asked);
      const known = sample?.text ?? (asked === "own" ? written : null);
      set(known ?? first.text);
      if (known !== null) return null;
      return asked === "own"
        ? `${label}: this link was made with somebody's own text. It never left their browser, so the ${first.language} sample is shown instead.`
        : `${label}: “${asked.slice(0, 40)}” is no sample (there are: ${samples.map((one) => one.id).join(", ")}); ${first.id} is used.`;
    }
  }) as CodeInput;
  Object.assign(input, {
    onpoint: null,
    take,
    paint(next: readonly Shade[]) {
      shades = [...next];
      draw();
    },
    point(index: number | null) {
      if (index === marked) return;
      marked = index;
      for (const span of behind.querySelectorAll<HTMLElement>("[data-piece]"))
        span.classList.toggle("v-marked", Number(span.dataset.piece) === index);
    },
    select({start, end}: Piece) {
      box.focus({preventScroll: true});
      box.setSelectionRange(start, end);
      const index = shades.findIndex((shade) => shade.start === start);
      behind.querySelector(`[data-piece="${index}"]`)?.scrollIntoView({block: "nearest"});
    }
  });
  show();
  return input;
}
