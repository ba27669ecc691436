import {Download} from "lucide";
import type {Image} from "../arrays/image.js";
import {h} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {imageView} from "../views/imageView.js";
import {download} from "./download.js";
import {recordsWebM, toGif, toWebM} from "./film.js";

/** Pictures that become a film: shown as they come, played when all are there, saved as WebM or GIF. */
export interface FilmReel extends HTMLElement {
  /** Throws away what was filmed. */
  clear(): void;
  /** Adds a picture and shows it. */
  add(picture: Image, words: string): void;
  /** Plays what was filmed, round and round. */
  play(): void;
  readonly pictures: readonly Image[];
}

const RATE = 15;

/** An empty reel. Films are made of what is there when a button is pressed, so half a film can be kept too. */
export function filmReel(name = "film"): FilmReel {
  const canvas = h("canvas", {class: "v-image", hidden: true});
  const said = h("p", {class: "v-dream-note", role: "status"});
  const button = (label: string, make: () => Promise<void>) => {
    const element = h("button", {type: "button", class: "v-button", disabled: true}, icon(Download), label);
    element.addEventListener("click", async () => {
      element.disabled = true;
      try {
        await make();
      } catch (error) {
        said.textContent = `That did not work: ${(error as Error).message}`;
      } finally {
        element.disabled = false;
      }
    });
    return element;
  };
  const onprogress = (share: number) => void (said.textContent = `Making the film: ${Math.round(100 * share)} %`);
  const save = async (kind: string, blob: Blob) => {
    download(`${name}.${kind}`, blob);
    said.textContent = `Saved: ${pictures.length} pictures, ${(blob.size / 1e6).toFixed(1)} MB.`;
  };
  const webm = button("Save as WebM", async () => save("webm", await toWebM(pictures, {rate: RATE, onprogress})));
  const gif = button("Save as GIF", async () => save("gif", await toGif(pictures, {rate: RATE, onprogress})));
  if (!recordsWebM()) webm.hidden = true;
  const element = h(
    "div",
    {class: "v-film"},
    canvas,
    said,
    h("div", {class: "v-row"}, webm, gif)
  ) as unknown as FilmReel;
  let pictures: Image[] = [];
  let timer = 0;

  const show = (picture: Image, alt: string) =>
    imageView(picture, {alt, target: canvas, pixelated: picture.shape[1] < 64});
  const stop = () => clearInterval(timer);
  element.clear = () => {
    stop();
    pictures = [];
    webm.disabled = gif.disabled = true;
    said.textContent = "";
  };
  element.add = (picture, words) => {
    stop();
    pictures.push(picture);
    canvas.hidden = false;
    show(picture, words);
    webm.disabled = gif.disabled = pictures.length < 2;
  };
  element.play = () => {
    stop();
    // A film that plays by itself is motion nobody asked for.
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    let at = 0;
    timer = window.setInterval(() => {
      if (!element.isConnected) return stop();
      show(pictures[at++ % pictures.length], "The film");
    }, 1000 / RATE);
  };
  Object.defineProperty(element, "pictures", {get: () => pictures});
  return element;
}
