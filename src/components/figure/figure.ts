import {html} from "npm:htl";
import {calmFrames} from "./calmFrames.js";
import {embedded, mayBegin, standAlone} from "./embed.js";
import {figureMenu} from "./menu.js";
import {linkOf, problemsOf, resetOf, type Settings} from "./settings.js";

/** What a figure's picture rests on; shown in one line under the caption. */
export interface Provenance {
  network?: string;
  layer?: string;
  data?: string;
  seed?: number;
  backend?: string;
}

/** What a figure says beside its picture. */
export interface Saying {
  /** The caption: one or two sentences, their numbers computed. */
  caption: string | Node;
  /** The picture in words for those who cannot see it, made from the numbers. */
  alt: string;
  /** The numbers behind the picture, a row an object. */
  table?: () => Record<string, string | number>[];
  provenance?: Provenance;
  /** Made beforehand and shown until a run answers: the figure is not done with it. */
  still?: boolean;
}

/** A run as the lab gives it: frames that can be stopped, with word of how far it is. */
export interface FigureRun<T> extends AsyncIterator<T, void, undefined> {
  return(): Promise<IteratorResult<T, void>>;
  onprogress: ((progress: {fraction: number; doing: string}) => void) | null;
  ms: number | null;
}

export interface Figure extends HTMLElement {
  /**
   * Runs something and shows that it runs. Gives its frames on, so that a cell can be `const map = fig.run(() =>
   * lab.saliency({…}))`. When the cell is computed again the run is cancelled; after an error the reader can try
   * again. `again()` repeats it.
   */
  run<T>(make: () => FigureRun<T>): AsyncIterableIterator<T, void, undefined>;
  /** Puts a picture on the stage, with what is said of it. The last picture stays until then. */
  show(picture: Node | Node[], saying: Saying): void;
  /** Settles as soon as any of the figure is on screen: what costs much waits until someone looks. */
  seen(): Promise<void>;
  /** Says something in the frame: a hint, a warning. An empty text takes it back. */
  say(text: string | Node, kind?: "note" | "error"): void;
  /** The picture on the stage, for a view that draws into what it made before. */
  readonly picture: HTMLElement | undefined;
  /** Repeats the figure's runs, on another backend say. */
  again(): void;
}

export interface FigureOptions {
  /** The figure's inputs, tied to the address. Those in `controls` are laid out under the stage. */
  settings?: Settings<any>;
  /** Elements under the stage, in order; an array makes a group with a heading as its first item. */
  controls?: (HTMLElement | [string, ...HTMLElement[]])[];
  /** Controls above the stage, for a picture that is long. */
  controlsFirst?: boolean;
  /** Takes the whole width beside the margin notes. */
  wide?: boolean;
  /** The stage's height before the first picture, in pixels, so that the page does not jump; a second one for phones. */
  height?: number | readonly [number, number];
}

type State = "idle" | "loading" | "running" | "done" | "stopped" | "error";

/**
 * The frame of every figure: a stage for the picture, controls, caption, one line of provenance and a menu. Tests and
 * embedding pages read `data-figure`, `data-state`, `data-backend`, `data-run` and `data-step` on the element.
 */
export function figure(
  id: string,
  {settings, controls = [], controlsFirst = false, wide = false, height = 320}: FigureOptions = {}
): Figure {
  const [tall, tallOnPhone = tall] = [height].flat();
  const stage = html`<div
    class="v-exhibit"
    style=${`--height: ${tall}px; --height-on-phone: ${tallOnPhone}px`}
  ></div>` as HTMLElement;
  const line = html`<div
    class="v-hairline"
    hidden
    role="progressbar"
    aria-label="Progress"
    aria-valuemin="0"
    aria-valuemax="100"
  >
    <i></i>
  </div>` as HTMLElement;
  const message = html`<p class="v-message" role="status" hidden></p>` as HTMLElement;
  const caption = html`<p class="v-caption"></p>` as HTMLElement;
  const words = html`<p class="v-words"></p>` as HTMLElement;
  const provenance = html`<p class="v-provenance"></p>` as HTMLElement;
  const element = html`<figure
    class=${`v-figure ${wide ? "v-wide" : ""} ${controlsFirst ? "v-controls-first" : ""}`}
    data-figure=${id}
    data-state="idle"
    data-run="0"
    data-step="0"
  >
    ${line}${stage}${message}
    <div class="v-controls">${controls.map(group)}</div>
    <figcaption>
      ${caption}
      <details class="v-in-words">
        <summary>In words</summary>
        ${words}
      </details>
      ${provenance}
    </figcaption>
  </figure>` as unknown as Figure;
  const {dataset} = element;
  const repeat = new EventTarget();
  /** The run begun last: it alone may say how the figure is. */
  let newest: FigureRun<any> | null = null;
  let saying: Saying | null = null;
  let ms: number | null = null;
  // A link to this figure finds it when it has its first picture; before that the page is still being laid out.
  element.id = `figure-${id}`;
  let sought = location.hash === `#${element.id}`;

  const link = () => (settings ? linkOf(settings) : location.href);
  element.append(
    figureMenu({
      figure: element,
      stage,
      saying: () => saying,
      link,
      reset: settings && (() => resetOf(settings)),
      again: () => element.again()
    })
  );

  function enter(state: State, doing = "") {
    dataset.state = state;
    stage.setAttribute("aria-busy", String(state === "loading" || state === "running"));
    line.hidden = state !== "loading" && state !== "running";
    if (doing) line.setAttribute("aria-valuetext", doing);
    dataset.doing = state === "loading" ? doing : "";
  }

  function progress(fraction: number) {
    const known = Number.isFinite(fraction);
    line.classList.toggle("v-unknown", !known);
    if (known) line.setAttribute("aria-valuenow", String(Math.round(100 * fraction)));
    else line.removeAttribute("aria-valuenow");
    (line.firstElementChild as HTMLElement).style.width = known ? `${100 * fraction}%` : "100%";
  }

  function writeProvenance() {
    const {network, layer, data, seed, backend = dataset.backend} = saying?.provenance ?? {};
    const time = ms === null ? null : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
    const parts = [network, layer, data, seed === undefined ? null : `seed ${seed}`, backend, time];
    provenance.textContent = parts.filter(Boolean).join(" · ");
    dataset.network = network ?? "";
  }

  element.say = (text, kind = "note") => {
    message.replaceChildren(text);
    message.className = `v-message v-${kind}`;
    message.hidden = !text;
  };

  element.show = (picture, said) => {
    saying = said;
    const pictures = [picture].flat();
    // The same element again stays where it is, so that a focused part of it keeps the focus.
    if (pictures.length !== stage.childNodes.length || pictures.some((p, i) => p !== stage.childNodes[i]))
      stage.replaceChildren(...pictures);
    stage.setAttribute("role", "group");
    stage.setAttribute("aria-label", said.alt);
    caption.replaceChildren(said.caption);
    words.textContent = said.alt;
    writeProvenance();
    if (sought) element.scrollIntoView();
    sought = false;
    // A figure that needs no run is done as soon as it shows something.
    if (dataset.run === "0" && !said.still) enter("done");
  };

  element.seen = () => {
    // In an embed, a figure not shown is never on screen: the one shown may still rest on it.
    if (embedded() !== null && embedded() !== id) return mayBegin(id);
    return new Promise((resolve) => {
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some(({isIntersecting}) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(element);
    });
  };

  Object.defineProperty(element, "picture", {get: () => stage.firstElementChild ?? undefined});
  element.again = () => repeat.dispatchEvent(new Event("again"));

  element.run = (make) => {
    let current: FigureRun<any> | null = null;
    let frames: Pick<FigureRun<any>, "next">;
    let ended = false;
    let finished = () => {};
    const live = new AbortController();

    function begin(): FigureRun<any> {
      const run = (newest = current = make());
      frames = calmFrames(run);
      dataset.run = String(Number(dataset.run) + 1);
      dataset.step = "0";
      element.say(problemText());
      enter("loading");
      progress(NaN);
      run.onprogress = ({fraction, doing}) => {
        if (ended) return;
        if (doing) dataset.doing = doing;
        progress(fraction);
      };
      return run;
    }

    // The waiting next() then begins anew.
    const waitForRepeat = () =>
      new Promise<boolean>((resolve) => {
        finished = () => resolve(false);
        repeat.addEventListener("again", () => resolve(true), {once: true, signal: live.signal});
      });

    async function next(): Promise<IteratorResult<any, void>> {
      for (;;) {
        if (ended) return {done: true, value: undefined};
        try {
          if (!current) await mayBegin(id);
          if (ended) return {done: true, value: undefined};
          // What cannot even begin is an error of the run, not of the page.
          const mine = current ?? begin();
          const {done, value} = await frames.next();
          if (ended) return {done: true, value: undefined};
          if (!done) {
            enter("running");
            showStep(value);
            return {done: false, value};
          }
          ms = mine.ms;
          enter("done");
          writeProvenance();
        } catch (error) {
          if (ended) return {done: true, value: undefined};
          const {name, message} = error as Error;
          if (name === "AbortError") enter("stopped");
          else {
            enter("error");
            element.say(retry(message), "error");
          }
        }
        if (await waitForRepeat()) current = null;
      }
    }

    function showStep(frame: any) {
      dataset.step = String(frame?.step ?? 1);
      if (frame?.steps) progress(frame.step / frame.steps);
    }

    const stop = async (): Promise<IteratorResult<any, void>> => {
      if (!ended) {
        ended = true;
        live.abort();
        finished();
        if (current && current === newest && (dataset.state === "loading" || dataset.state === "running"))
          enter("stopped");
        await current?.return();
      }
      return {done: true, value: undefined};
    };
    const iterator: AsyncIterableIterator<any, void, undefined> = {
      next,
      return: stop,
      [Symbol.asyncIterator]: () => iterator
    };
    return iterator;
  };

  const retry = (message: string) =>
    html`<span
      >${sentence(message)} <button type="button" onclick=${() => element.again()}>Try again</button></span
    >` as HTMLElement;
  const problemText = () => (settings ? problemsOf(settings).join(" ") : "");
  if (problemText()) element.say(problemText());
  if (embedded() === id) standAlone(element, link);
  return element;
}

/** A first word in upper case and a full stop, as a reader expects of a sentence. */
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

function group(item: HTMLElement | [string, ...HTMLElement[]]) {
  if (!Array.isArray(item)) return item;
  const [name, ...elements] = item;
  return html`<details class="v-group">
    <summary>${name}</summary>
    <div>${elements}</div>
  </details>`;
}
