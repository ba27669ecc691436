import {h} from "../views/dom.js";

/** Takes a file the reader brought from outside, or null when what was brought holds none. */
export type Receiver = (file: File | null) => void;

interface Target {
  element: WeakRef<HTMLElement>;
  receive: Receiver;
}

const targets: Target[] = [];
let listening = false;

/**
 * Lets an element receive pictures dropped or pasted anywhere on the page. With several such elements the one in the
 * figure under the pointer (or around the focus) gets it, or else the first on the page.
 */
export function receiveFiles(element: HTMLElement, receive: Receiver): void {
  targets.push({element: new WeakRef(element), receive});
  if (!listening) listen();
  listening = true;
}

function listen(): void {
  const zone = h(
    "div",
    {class: "v-dropzone", "aria-hidden": "true"},
    h("p", {}, "Drop it anywhere. It stays in your browser.")
  );
  let figure: Element | null = null;
  const mark = (next: Element | null) => {
    figure?.classList.remove("v-receiving");
    figure = next;
    figure?.classList.add("v-receiving");
  };
  const leave = () => {
    zone.remove();
    mark(null);
  };
  document.addEventListener("dragover", (event) => {
    if (elsewhere(event)) return leave();
    const target = carriesFiles(event.dataTransfer) && targetFor(event.target as Element);
    if (!target) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = "copy";
    if (!zone.isConnected) document.body.append(zone);
    const next = target.element.deref()!;
    mark(next.closest("figure") ?? next);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? leave());
  document.addEventListener("drop", (event) => {
    leave();
    if (elsewhere(event)) return;
    const target = carriesFiles(event.dataTransfer) && targetFor(event.target as Element);
    if (!target) return;
    event.preventDefault();
    target.receive(event.dataTransfer!.files[0] ?? null);
  });
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({type}) => type.startsWith("image/"));
    const target = file && targetFor(document.activeElement ?? document.body);
    if (!target) return;
    event.preventDefault();
    target.receive(file);
  });
}

/** Is it over something that takes files of its own kind? */
const elsewhere = ({target}: Event): boolean => Boolean((target as Element).closest?.("[data-takes-files]"));

const carriesFiles = (data: DataTransfer | null): boolean =>
  Boolean(data && (data.types.includes("Files") || data.types.includes("text/uri-list")));

function targetFor(place: Element): Target | undefined {
  for (let i = targets.length - 1; i >= 0; --i) if (!targets[i].element.deref()) targets.splice(i, 1);
  const shown = targets.filter(({element}) => element.deref()!.isConnected);
  const figure = place.closest?.("figure, .v-picker");
  return shown.find(({element}) => figure?.contains(element.deref()!)) ?? shown[0];
}
