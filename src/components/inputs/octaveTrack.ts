import type {Image} from "../arrays/image.js";
import {h} from "../views/dom.js";
import {imageGrid} from "../views/imageGrid.js";
import {asInput, emit, group, type Input} from "./input.js";

/** What a dream shows of itself at each step. */
export interface OctaveFrame {
  octave: number;
  octaves: number;
  step: number;
  image: Image;
  value: number;
}

/** From where a dream is to go on. */
export type Resume = {octave: number; image: Image} | null;

export interface OctaveTrack extends Input<Resume> {
  /**
   * Notes a frame; those of a later step that were noted before are forgotten. Gives all objectives up to here, and
   * the first one of the frame's octave: only pictures of one size compare.
   */
  note(frame: OctaveFrame): {values: number[]; first: number};
  /** Hands out what the reader chose, once: whatever runs next starts from the beginning again. */
  take(): Resume;
}

/** The way a dream has come: the last picture of each octave. A click on one goes on from there. */
export function octaveTrack({label = "Undo: dream on after an octave"}: {label?: string} = {}): OctaveTrack {
  const list = h("ul");
  const hint = h("p", {class: "v-hint"}, "Sizes that are finished appear here.");
  const element = group("octaves", {label}, list, hint);
  let last: OctaveFrame[] = [];
  let noted: Omit<OctaveFrame, "image">[] = [];
  let value: Resume = null;

  const finished = () => last.slice(0, -1);
  const show = () => {
    const images = finished().map(({image}) => image);
    hint.hidden = images.length > 0;
    imageGrid(images, {
      label,
      size: 64,
      captions: images.map(({shape: [height, width]}) => `${width} × ${height}`),
      alts: finished().map(({octave, octaves}) => `Go on after octave ${octave + 1} of ${octaves}`),
      pixelated: false,
      onpick: (i) => {
        const {octave, image} = last[i];
        value = {octave, image};
        emit(input, true);
      },
      target: list
    });
  };
  const note = (frame: OctaveFrame) => {
    const before = last.length;
    last = [...last.filter(({octave, octaves}) => octave < frame.octave && octaves === frame.octaves), frame];
    const {image: _, ...numbers} = frame;
    noted = [...noted.filter(({step}) => step < frame.step), numbers];
    if (last.length !== before) show();
    const {value: first} = noted.find(({octave}) => octave === frame.octave)!;
    return {values: noted.map(({value}) => value), first};
  };
  const input = asInput<Resume, HTMLElement>(element, {
    label,
    initial: null,
    get: () => value,
    set: (next) => void (value = next),
    write: () => "",
    read: () => null
  }) as OctaveTrack;
  Object.defineProperties(input, {
    note: {value: note},
    take: {
      value: () => {
        const taken = value;
        value = null;
        return taken;
      }
    }
  });
  return input;
}
