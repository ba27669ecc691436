import {h} from "../views/dom.js";

/** One thing to do. */
export interface Task {
  id: string;
  title: string;
  href: string;
  /** What to do there. */
  todo: string;
}

/**
 * A list of tasks to tick off, kept in this browser under `key` (and nowhere else). Its value is the ids ticked; it
 * emits "input". Where the browser keeps nothing, ticks last until the page is left.
 */
export function checklist(tasks: readonly Task[], key: string): HTMLElement & {value: string[]} {
  const ticked = new Set(recall(key));
  const said = h("p", {class: "v-small", role: "status"});
  const next = h("p", {class: "v-small"});
  const boxes = new Map<string, HTMLInputElement>();
  const tell = () => {
    const open = tasks.find(({id}) => !ticked.has(id));
    said.textContent = `${tasks.filter(({id}) => ticked.has(id)).length} of ${tasks.length} done.`;
    next.replaceChildren(
      ...(open ? [ticked.size ? "Go on with: " : "Begin with: ", h("a", {href: open.href}, open.title)] : ["All done."])
    );
    reset.disabled = !ticked.size;
  };
  const reset = h(
    "button",
    {
      type: "button",
      class: "v-button",
      onclick() {
        ticked.clear();
        for (const box of boxes.values()) box.checked = false;
        keep(key, []);
        tell();
        element.dispatchEvent(new Event("input", {bubbles: true}));
      }
    },
    "Start over"
  );
  const item = ({id, title, href, todo}: Task) => {
    const box = h("input", {type: "checkbox", checked: ticked.has(id), "aria-label": `Done: ${title}`});
    box.addEventListener("input", () => {
      if (box.checked) ticked.add(id);
      else ticked.delete(id);
      keep(key, [...ticked]);
      tell();
    });
    boxes.set(id, box);
    return h("li", {}, box, h("div", {}, h("a", {href}, title), h("p", {}, todo)));
  };
  const element = h(
    "div",
    {class: "v-checklist"},
    h("div", {class: "v-row"}, said, reset),
    next,
    h("ol", {}, ...tasks.map(item))
  );
  tell();
  return Object.defineProperty(element, "value", {
    get: () => tasks.map(({id}) => id).filter((id) => ticked.has(id))
  }) as HTMLDivElement & {value: string[]};
}

function recall(key: string): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return []; // storage may be denied, or hold something else
  }
}

function keep(key: string, ids: string[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(ids));
  } catch {
    // denied or full: the list still works on this page
  }
}
