import {readFile} from "node:fs/promises";
import ts from "typescript";

/**
 * What the pages of “Make your own” show of the project's files, so that a page can never show code that is not there:
 * a whole file; `file#name` for one declaration or test of it; `file#/pattern/` for the lines that match, with what they
 * hold between braces; `file#=name` for each entry of the object of that name.
 */
export const SHOWN = [
  "src/publish/first-page.md",
  "README.md#/npm ci && npm run dev/",
  'src/pages.ts#/name: "Saliency"/',
  "src/components/jobs/saliency.ts#SaliencyMethod",
  "src/components/methods/evaluation/finiteDifferences.ts",
  "src/components/jobs/slopeCheck.ts#slopeCheck",
  "src/components/jobs/table.ts#/slopeCheck:/",
  "tests/unit/methods/evaluation/finiteDifferences.test.ts",
  "tests/reference/gradients.test.ts",
  "src/components/figure/embed.ts#EmbedMessage",
  "scripts/meanByDigit.ts",
  "docs/mean_by_digit.py",
  "src/publish/controls.ts#=controls",
  "src/publish/pictures.ts#=pictures"
] as const;

/** The texts of `SHOWN`: a string each, or for the entries of an object a string by name. */
export async function shownSources(
  shown: readonly string[] = SHOWN
): Promise<Record<string, string | Record<string, string>>> {
  const pairs = await Promise.all(
    shown.map(async (key) => {
      const at = key.indexOf("#");
      const [file, part] = at < 0 ? [key, ""] : [key.slice(0, at), key.slice(at + 1)];
      return [key, partOf(await readFile(file, "utf8"), part, key)] as const;
    })
  );
  return Object.fromEntries(pairs);
}

/** One part of a file's text. Throws when the file has no such part: a page would show nothing. */
export function partOf(text: string, part: string, key = part): string | Record<string, string> {
  const found = !part
    ? text
    : part.startsWith("/")
      ? linesOf(text, new RegExp(part.slice(1, -1)))
      : part.startsWith("=")
        ? entriesOf(text, part.slice(1))
        : declarationOf(text, part);
  if (!found || (typeof found === "object" && !Object.keys(found).length)) throw new Error(`nothing to show: ${key}`);
  return typeof found === "string" ? found.trimEnd() : found;
}

const parse = (text: string) => ts.createSourceFile("shown.ts", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);

/** The declaration of a name with its doc comment. */
function declarationOf(text: string, name: string): string | undefined {
  const source = parse(text);
  const named = (node: ts.Node) => {
    if (ts.isVariableStatement(node)) return node.declarationList.declarations.some((d) => d.name.getText() === name);
    return (node as ts.FunctionDeclaration).name?.text === name;
  };
  const node = source.statements.find(named);
  return node && text.slice(node.getFullStart(), node.end).trimStart();
}

/** The matching lines; one inside an object literal of several lines brings the literal. */
function linesOf(text: string, pattern: RegExp): string {
  const lines = text.split("\n");
  const shown = lines.flatMap((line, i) => {
    if (!pattern.test(line)) return [];
    if (lines[i - 1]?.trim() !== "{") return [line];
    const end = lines.findIndex((other, j) => j > i && /^\s*\},?$/.test(other));
    return lines.slice(i - 1, end + 1);
  });
  const margin = Math.min(...shown.map((line) => /^ */.exec(line)![0].length));
  return shown.map((line) => line.slice(margin)).join("\n");
}

/** Each entry of an object literal: what its function gives, or its value. */
function entriesOf(text: string, name: string): Record<string, string> {
  const source = parse(text);
  const found: Record<string, string> = {};
  const visit = (node: ts.Node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer) {
      const object = ts.isAsExpression(node.initializer) ? node.initializer.expression : node.initializer;
      if (ts.isObjectLiteralExpression(object))
        for (const property of object.properties)
          if (ts.isPropertyAssignment(property)) {
            const {name, initializer} = property;
            found[ts.isStringLiteral(name) ? name.text : name.getText()] = valueOf(initializer, text);
          }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** An expression, without the arrow before it and with its lines moved to the margin. */
function valueOf(node: ts.Expression, text: string): string {
  const inner = ts.isArrowFunction(node) ? node.body : node;
  const start = inner.getStart();
  const lineStart = text.lastIndexOf("\n", start) + 1;
  const lines = text.slice(start, inner.end).split("\n");
  const margin = Math.min(...lines.slice(1).map((line) => /^ */.exec(line)![0].length), start - lineStart);
  return [lines[0], ...lines.slice(1).map((line) => line.slice(margin))].join("\n");
}
