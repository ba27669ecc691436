import {codeBlock} from "../components/views/codeBlock.js";
import {h} from "../components/views/dom.js";
import {valueInWords} from "./valueInWords.js";

/** Elements of a kind, each alive beside the code that makes it, taken from its source. Controls print their values. */
export function catalogue(
  makers: Record<string, () => HTMLElement & {value?: unknown}>,
  sources: Record<string, string>,
  {file}: {file: (name: string) => string}
): HTMLElement {
  return h(
    "ul",
    {class: "v-catalogue"},
    ...Object.entries(makers).map(([name, make]) => item(name, make(), sources[name], file(name)))
  );
}

function item(name: string, element: HTMLElement & {value?: unknown}, source: string, file: string): HTMLElement {
  const said = "value" in element ? h("output", {"aria-live": "off"}) : null;
  const say = () => said && (said.textContent = valueInWords(element.value));
  element.addEventListener("input", say);
  say();
  return h("li", {"data-name": name}, h("h3", {}, name), h("div", {}, element, said), codeBlock(source, {name: file}));
}
