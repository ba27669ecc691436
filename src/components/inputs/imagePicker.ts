import {Camera, Crop, ImageUp, Undo2} from "lucide";
import {centreSquare, cropResize, type Image, type Rect} from "../arrays/image.js";
import {h, type Child} from "../views/dom.js";
import {icon, type IconNode} from "../views/icon.js";
import {imageView} from "../views/imageView.js";
import {camera} from "./camera.js";
import {clampCrop, readPicture, sameCrop, writePicture} from "./crop.js";
import {cropEditor} from "./cropEditor.js";
import {decodeImage} from "./decodeImage.js";
import {receiveFiles} from "./dropTarget.js";
import {asInput, emit, group, type Input} from "./input.js";

/** A photo that comes with the site. */
export interface Choice {
  id: string;
  title: string;
  href: string;
  /** Who made it and under which licence, in a few words. */
  credit?: string;
}

/** A picture, and the square of it that a network is to see. */
export interface Picture {
  /** The photo's id, or "own" for a picture the reader brought. */
  id: string;
  title: string;
  /** The whole picture; the long side is at most 1,024 pixels. */
  image: Image;
  /** In pixels of the image; may reach over its edges. */
  crop: Rect;
}

export interface ImagePickerOptions {
  label: string;
  /** The id of the photo shown first; the first one when omitted. */
  value?: string;
  /** Width of the crop editor, in CSS pixels. */
  size?: number;
  hint?: string;
}

/** The picker's value is undefined until the first photo has been decoded; then it emits "input". */
export interface ImagePicker extends Input<Picture | undefined> {
  /** Settles once the picture asked for is there (or cannot be had). */
  readonly ready: Promise<void>;
  /** Takes a file as if the reader had dropped it. */
  take(file: File): Promise<void>;
}

/** How many former pictures "undo" remembers; each takes up to 12 MB. */
const REMEMBERED = 4;

const decoded = new Map<string, Image>();

/**
 * A picture: one of the photos that come with the site, or the reader's own by file, drop, paste or camera, with the
 * square of it that counts. Nothing the reader gives leaves the browser; a file that cannot be used changes nothing
 * but the message under the picker.
 */
export function imagePicker(photos: readonly Choice[], options: ImagePickerOptions): ImagePicker {
  const {
    label,
    size = 224,
    hint = "Drop or paste a picture anywhere on the page. It never leaves your browser."
  } = options;
  const first = photos.find(({id}) => id === options.value) ?? photos[0];
  if (!first) throw new RangeError(`${label}: an image picker needs at least one photo`);

  let current: Picture | undefined;
  let initial: Picture | undefined;
  let own: Picture | undefined;
  /** What was asked for last, in the address's words; it may still be on its way. */
  let asked = first.id;
  let turn = 0;
  let ready = Promise.resolve();
  const former: Picture[] = [];

  const thumbs = new Map(photos.map((photo) => [photo.id, thumb(photo, () => choose(photo.id))]));
  const ownThumb = h("button", {type: "button", class: "v-thumb", hidden: true, onclick: () => own && use(own)});
  const upload = h("input", {type: "file", accept: "image/*,.svg,.heic,.heif,.avif", hidden: true, tabindex: -1});
  const undo = button(Undo2, "Back", () => back());
  const cropping = button(Crop, "Crop", () => open(panel.firstChild === editor ? null : editor));
  const filming = button(Camera, "Camera", () => film());
  const editor = cropEditor(size);
  const panel = h("div", {class: "v-panel", hidden: true});
  const message = h("p", {class: "v-picker-message", role: "status"});
  const element = group(
    "picker",
    {label},
    h("div", {class: "v-thumbs"}, ...thumbs.values(), ownThumb),
    h(
      "div",
      {class: "v-row"},
      button(ImageUp, "Your picture", () => upload.click()),
      upload,
      filming,
      cropping,
      undo
    ),
    panel,
    message,
    h("p", {class: "v-hint"}, hint)
  );

  const say = (text: string, alarm = false) => {
    message.textContent = text;
    message.classList.toggle("v-alert", alarm);
  };
  const show = () => {
    for (const [id, button] of thumbs) button.setAttribute("aria-pressed", String(id === asked.split(":")[0]));
    ownThumb.setAttribute("aria-pressed", String(current?.id === "own"));
    ownThumb.hidden = !own;
    undo.hidden = !former.length;
    if (current && !panel.hidden) editor.show(current.image, current.crop);
  };
  let closeCamera = () => {};
  const open = (inside: HTMLElement | null) => {
    closeCamera();
    closeCamera = () => {};
    panel.replaceChildren(...(inside ? [inside] : []));
    panel.hidden = !inside;
    cropping.setAttribute("aria-expanded", String(inside === editor));
    filming.setAttribute("aria-expanded", String(Boolean(inside) && inside !== editor));
    show();
  };
  /** Makes a picture the present one, and says so to the page. */
  const use = (picture: Picture) => {
    if (current) former.splice(0, Math.max(0, former.push(current) - REMEMBERED));
    ++turn;
    put(picture);
    say("");
    emit(input, true);
  };
  const put = (picture: Picture) => {
    current = picture;
    asked = writeCurrent(picture);
    if (picture.id === "own") {
      own = picture;
      ownThumb.replaceChildren(imageView(cropResize(picture.image, centreSquare(picture.image), 96), {alt: ""}));
      ownThumb.title = picture.title;
      ownThumb.setAttribute("aria-label", `Your picture: ${picture.title}`);
    }
    show();
  };
  const back = () => {
    const picture = former.pop();
    if (!picture) return;
    ++turn;
    put(picture);
    say("");
    emit(input, true);
  };

  /** Shows a photo of the site: at once when it was decoded before, and otherwise as soon as it is. */
  const fetchPhoto = (id: string, crop: Rect | null, then: (picture: Picture) => void) => {
    const photo = photos.find((p) => p.id === id)!;
    const mine = ++turn;
    asked = crop ? `${id}:${crop.x},${crop.y},${crop.width}` : id;
    const arrive = (image: Image) => {
      if (mine !== turn) return;
      const area = crop ? clampCrop(crop, image) : centreSquare(image);
      if (crop && !sameCrop(area, crop))
        say("The crop in the link reached too far out; the nearest possible is shown.");
      then({id, title: photo.title, image, crop: area});
    };
    const known = decoded.get(photo.href);
    if (known) return arrive(known);
    element.setAttribute("aria-busy", "true");
    show();
    ready = loadPhoto(photo)
      .then(arrive, (error: Error) => {
        if (mine !== turn) return;
        if (current) put(current);
        say(error.message, true);
      })
      .finally(() => mine === turn && element.removeAttribute("aria-busy"));
  };
  const choose = (id: string) => {
    if (asked.split(":")[0] !== id) fetchPhoto(id, null, use);
  };
  /** For what comes from the address or the page: no undo, and "input" only when the picture comes later. */
  const place = (id: string, crop: Rect | null) => {
    let later = false;
    fetchPhoto(id, crop, (picture) => {
      put(picture);
      if (id === first.id && !initial && !crop) initial = picture;
      if (later) emit(input, false);
    });
    later = true;
  };
  const take = async (file: File) => {
    const mine = ++turn;
    element.setAttribute("aria-busy", "true");
    try {
      const {image, notes} = await decodeImage(file, file.name);
      if (mine !== turn) return;
      use({id: "own", title: file.name, image, crop: centreSquare(image)});
      say(notes.join(" "));
    } catch (error) {
      if (mine !== turn) return;
      say(`${(error as Error).message} ${current ? "The picture you had stays." : ""}`, true);
    } finally {
      element.removeAttribute("aria-busy");
    }
  };

  const film = () => {
    if (filming.getAttribute("aria-expanded") === "true") return open(null);
    const live = camera({
      ontake: (image) => {
        open(null);
        use({id: "own", title: "From the camera", image, crop: centreSquare(image)});
        filming.focus();
      },
      onclose: () => {
        open(null);
        filming.focus();
      },
      onfail: (text) => {
        open(null);
        say(text, true);
      }
    });
    open(live);
    closeCamera = live.close;
  };

  upload.addEventListener("change", () => {
    if (upload.files?.[0]) take(upload.files[0]);
    // The same file may be chosen again after it has been changed.
    upload.value = "";
  });
  editor.addEventListener("input", () => {
    if (!current) return;
    current = {...current, crop: editor.value};
    asked = writeCurrent(current);
    if (current.id === "own") own = current;
    emit(input, false);
  });
  editor.addEventListener("change", () => input.dispatchEvent(new Event("change", {bubbles: true})));

  const input = asInput<Picture | undefined, HTMLElement>(element, {
    label,
    initial: undefined,
    get: () => current,
    set: (picture) => {
      ++turn;
      say("");
      if (picture) put(picture);
      else place(first.id, null);
    },
    write: () => asked,
    read: (text) => {
      say("");
      const {id, crop, note} = readPicture(text, [...thumbs.keys()], first.id, label);
      place(id, crop);
      return note;
    }
  }) as ImagePicker;
  Object.defineProperties(input, {
    initial: {get: () => initial},
    ready: {get: () => ready},
    take: {value: take}
  });
  receiveFiles(element, (file) => {
    if (file) take(file);
    else say("That was an address, not a file. Save the picture first, then drop it here.", true);
  });
  undo.title = "Back to the former picture";
  cropping.setAttribute("aria-expanded", "false");
  filming.setAttribute("aria-expanded", "false");
  place(first.id, null);
  return input;
}

const writeCurrent = ({id, crop, image}: Picture): string => (id === "own" ? id : writePicture(id, crop, image));

function button(mark: IconNode, text: Child, onclick: () => void): HTMLButtonElement {
  return h("button", {type: "button", class: "v-button", onclick}, icon(mark), text);
}

function thumb({title, href, credit}: Choice, onclick: () => void): HTMLButtonElement {
  const name = [title, credit].filter(Boolean).join(" · ");
  return h(
    "button",
    {type: "button", class: "v-thumb", title: name, "aria-label": title, onclick},
    h("img", {src: href, alt: "", draggable: "false", loading: "lazy"})
  );
}

/** The whole of a photo that comes with the site; decoded once. Throws an error for people when it cannot be had. */
export async function loadPhoto({href, title}: Choice): Promise<Image> {
  const known = decoded.get(href);
  if (known) return known;
  const response = await fetch(href).catch(() => null);
  if (!response?.ok)
    throw new Error(`“${title}” could not be fetched. Check the connection, or choose another picture.`);
  const {image} = await decodeImage(await response.blob(), title);
  decoded.set(href, image);
  return image;
}
