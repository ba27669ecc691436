import {FileUp, FolderUp, Trash2} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {filesDropped, filesOf, type BroughtFile} from "./broughtFiles.js";
import {asInput, emit, group, type Input} from "./input.js";

/** A network as it was brought: files, or the address of its model.json. */
export interface BroughtModel {
  name: string;
  files: readonly {path: string; blob: Blob}[];
  address: string | null;
  /** Take it whatever its size? */
  anySize: boolean;
  /** The id of the example or kept network that it is; null for one that is new here. */
  known: string | null;
}

/** A network to try: one of the site's own, by its address. */
export interface ModelExample {
  id: string;
  /** What its button says. */
  title: string;
  name: string;
  address: string;
}

/** A network that this browser keeps. */
export interface KeptModel {
  id: string;
  title: string;
  /** What was brought. */
  open: () => BroughtModel;
  forget: () => void;
}

export interface ModelInput extends Input<BroughtModel> {
  /** Takes the present network again, whatever its size; emits "input". */
  insist(): void;
  /** The networks that this browser keeps. */
  keep(kept: readonly KeptModel[]): void;
}

/**
 * Which network? The reader's own: its files picked or dropped together, a folder, or an address; or one of the
 * examples, the first of which is taken at first. In the address of the page: an example's id or the network's own
 * address; files cannot be told by a link.
 */
export function modelInput({label, examples}: {label: string; examples: readonly ModelExample[]}): ModelInput {
  const picker = fileInput(false);
  const folder = fileInput(true);
  const id = uniqueId();
  const box = h("input", {
    id,
    type: "text",
    inputmode: "url",
    class: "v-search",
    placeholder: "https://…/model.json",
    autocomplete: "off",
    spellcheck: "false"
  });
  const form = h(
    "form",
    {class: "v-address"},
    h("label", {for: id}, "or an address"),
    box,
    h("button", {type: "submit", class: "v-button"}, "Fetch")
  );
  const kept = h("div", {class: "v-row", hidden: true});
  const said = h("p", {class: "v-picker-message", role: "status"});
  const tries = h(
    "div",
    {class: "v-row"},
    h("span", {class: "v-unit"}, "Or try ours:"),
    ...examples.map((example) =>
      h("button", {type: "button", class: "v-button", onclick: () => change(ofExample(example))}, example.title)
    )
  );
  const area = h(
    "div",
    {class: "v-bring", "data-takes-files": true},
    h(
      "div",
      {class: "v-row"},
      h("button", {type: "button", class: "v-button v-strong", onclick: () => picker.click()}, icon(FileUp), "Files"),
      h("button", {type: "button", class: "v-button", onclick: () => folder.click()}, icon(FolderUp), "Folder"),
      h("span", {class: "v-unit"}, "model.json and its weights together; or drop them here")
    ),
    picker,
    folder,
    form,
    tries,
    kept,
    said
  );
  const element = group("model", {label}, area);
  let value = ofExample(examples[0]);
  const initial = value;

  const show = () => {
    said.className = "v-picker-message";
    said.textContent = `Brought: ${value.name}${value.files.length > 1 ? `, ${value.files.length} files` : ""}.`;
    box.value = value.address && !value.known ? value.address : "";
    tries.querySelectorAll("button").forEach((button, i) => {
      button.setAttribute("aria-pressed", String(examples[i].id === value.known));
    });
  };
  const set = (next: BroughtModel) => {
    value = next;
    show();
  };
  const change = (next: BroughtModel) => {
    set(next);
    emit(input, true);
  };
  const take = (files: readonly BroughtFile[]) => {
    if (files.length) return change({name: nameOf(files), files, address: null, anySize: false, known: null});
    said.className = "v-picker-message v-alert";
    said.textContent =
      "That held no files. Pick model.json and its weights, or their folder. The network you have stays.";
  };
  for (const control of [picker, folder])
    control.addEventListener("change", () => {
      take(filesOf(control.files));
      // The same files may be chosen again after they have been changed.
      control.value = "";
    });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = box.value.trim();
    if (address) change(ofAddress(address));
  });
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("v-receiving");
  });
  for (const end of ["dragleave", "drop"]) area.addEventListener(end, () => area.classList.remove("v-receiving"));
  area.addEventListener("drop", async (event) => {
    event.preventDefault();
    take(await filesDropped(event.dataTransfer!).catch(() => []));
  });

  const input = asInput<BroughtModel, HTMLElement>(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => examples.find((example) => example.id === value.known)?.id ?? value.address ?? "",
    read: (text) => {
      const example = examples.find((e) => e.id === text);
      if (example) set(ofExample(example));
      else if (/^https?:\/\//.test(text)) set(ofAddress(text));
      else {
        set(initial);
        if (text)
          return `${label}: “${text.slice(0, 40)}” is neither an address nor one of ${examples.map((e) => e.id).join(", ")}; the first of these is used.`;
      }
      return null;
    }
  }) as ModelInput;
  input.insist = () => change({...value, anySize: true});
  input.keep = (models) => {
    kept.hidden = !models.length;
    kept.replaceChildren(h("span", {class: "v-unit"}, "Kept in this browser:"), ...models.flatMap(keptButtons));
  };
  const keptButtons = ({title, open, forget}: KeptModel) => [
    h("button", {type: "button", class: "v-button", onclick: () => change(open())}, title),
    h(
      "button",
      {type: "button", class: "v-button", "aria-label": `Forget ${title}`, title: `Forget ${title}`, onclick: forget},
      icon(Trash2)
    )
  ];
  show();
  return input;
}

const ofExample = ({id, name, address}: ModelExample): BroughtModel => ({
  name,
  files: [],
  address,
  anySize: false,
  known: id
});

const ofAddress = (typed: string): BroughtModel => {
  const address = wholeAddress(typed);
  return {name: address, files: [], address, anySize: false, known: null};
};

/** An address as people type it: without https://, or beside this page. */
function wholeAddress(typed: string): string {
  if (/^[a-z]+:/i.test(typed)) return typed;
  return /^[./]/.test(typed) ? new URL(typed, document.baseURI).href : `https://${typed}`;
}

const fileInput = (folder: boolean) =>
  h("input", {
    type: "file",
    hidden: true,
    multiple: true,
    webkitdirectory: folder,
    "aria-label": folder ? "A network's folder" : "A network's files"
  });

/** A folder's name, or the model.json's, or that of the only file. */
function nameOf(files: readonly BroughtFile[]): string {
  const [folder, ...rest] = files[0].path.split("/");
  if (rest.length) return folder;
  return (files.find(({path}) => path.endsWith(".json")) ?? files[0]).path;
}
