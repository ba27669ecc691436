import ts from "typescript";

/** One figure as its page declares it. */
export interface DeclaredFigure {
  id: string;
  /** The heading that it stands under. */
  section: string;
  /** Can its reader choose among networks? */
  anyNetwork: boolean;
}

/** What a page says of itself in its Markdown. */
export interface PageText {
  /** Its title: the reader's question. */
  question: string;
  lede: string;
  figures: DeclaredFigure[];
  /** The text of its section “Sources”; empty when it has none. */
  sources: string;
}

/** Reads a page's question, figures and sources from its Markdown. Cells are parsed, never run. */
export function readPage(markdown: string): PageText {
  const question = /^# (.+)$/m.exec(markdown)?.[1].trim();
  if (!question) throw new Error("a page needs a first heading: “# …”");
  const lede = plain(/<p class="v-lede">([\s\S]*?)<\/p>/.exec(markdown)?.[1] ?? "");
  const sources = /^## Sources\n([\s\S]*?)(?=^## |^```|(?![\s\S]))/m.exec(markdown)?.[1].trim() ?? "";
  const figures: DeclaredFigure[] = [];
  const cells = /^```js[^\n]*\n([\s\S]*?)^```|^(#{2,3}) (.+)$/gm;
  let section = question;
  for (const [, code, , heading] of markdown.matchAll(cells)) {
    if (heading) section = plain(heading);
    else for (const figure of figuresIn(code)) figures.push({...figure, section});
  }
  return {question, lede, figures, sources};
}

/** The calls `figure("id", …)` of a cell, and whether the cell makes a picker of networks. */
export function figuresIn(code: string): Omit<DeclaredFigure, "section">[] {
  const source = ts.createSourceFile("cell.js", code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const ids: string[] = [];
  let anyNetwork = false;
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const [first] = node.arguments;
      if (node.expression.text === "modelPicker") anyNetwork = true;
      if (node.expression.text === "figure" && first && ts.isStringLiteral(first)) ids.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return ids.map((id) => ({id, anyNetwork}));
}

/** Markdown and tags taken off. */
const plain = (text: string): string =>
  text
    .replace(/<[^>]*>/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]/g, "")
    .trim();
