import {copyButton} from "./copyButton.js";
import {h} from "./dom.js";

const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/.source;
const WORD =
  /\b(?:import|from|export|const|let|function|async|await|return|for|of|if|else|new|type|interface|yield|throw|while|def|in|as|with|lambda)\b/
    .source;
const SLASHES = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/.source;
const HASHES = /#[^\n]*|"""[\s\S]*?"""/.source;

/** A text of code with its comments, strings and keywords marked; in Python and shells a hash begins a comment. */
export function coloured(code: string, hashes = false): Node[] {
  const tokens = new RegExp(`(?<comment>${hashes ? HASHES : SLASHES})|(?<string>${STRING})|(?<word>${WORD})`, "g");
  const nodes: Node[] = [];
  let at = 0;
  for (const match of code.matchAll(tokens)) {
    if (match.index > at) nodes.push(document.createTextNode(code.slice(at, match.index)));
    const [kind] = Object.entries(match.groups!).find(([, text]) => text !== undefined)!;
    nodes.push(h("span", {class: `v-code-${kind}`}, match[0]));
    at = match.index + match[0].length;
  }
  return [...nodes, document.createTextNode(code.slice(at))];
}

/** Shows source code under the name of its file, to be read or copied. */
export function codeBlock(
  code: string,
  {name, folded = false, wrapped = false}: {name: string; folded?: boolean; wrapped?: boolean}
): HTMLElement {
  const body = [
    h(
      "pre",
      {class: "v-source", tabindex: 0, role: "region", "aria-label": `Source: ${name}`},
      h("code", {}, ...(name.endsWith(".md") ? [code] : coloured(code, /\.py$|shell/.test(name))))
    ),
    copyButton("Copy", () => code)
  ];
  if (folded) return h("details", {class: "v-code-block"}, h("summary", {}, name), ...body);
  return h("div", {class: `v-code-block ${wrapped ? "v-wrapped" : ""}`}, h("p", {class: "v-code-name"}, name), ...body);
}
