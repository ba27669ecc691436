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
  const tell = () => (said.textContent = `${tasks.filter(({id}) => ticked.has(id)).length} of ${tasks.length} done.`);
  const item = ({id, title, href, todo}: Task) => {
    const box = h("input", {type: "checkbox", checked: ticked.has(id), "aria-label": `Done: ${title}`});
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(id);
      else ticked.delete(id);
      keep(key, [...ticked]);
      tell();
    });
    return h("li", {}, box, h("div", {}, h("a", {href}, title), h("p", {}, todo)));
  };
  tell();
  const element = h("div", {class: "v-checklist"}, said, h("ol", {}, ...tasks.map(item)));
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
