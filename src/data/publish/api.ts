import {readdirSync, readFileSync} from "node:fs";
import {basename} from "node:path/posix";
import ts from "typescript";

/** One exported name of the library, as its source declares it. */
export interface ApiEntry {
  name: string;
  kind: "function" | "type" | "constant" | "class";
  /** The declaration without its body. */
  signature: string;
  /** The doc comment's text, without its tags; backquotes mark code. */
  text: string;
  /** The sources that the comment names after `@see`. */
  see: string[];
}

/** One file of the library. */
export interface ApiFile {
  room: string;
  /** From src/components, without an ending: "methods/attribution/gradient". */
  path: string;
  /** The file's own comment, where its exports have none. */
  text: string;
  entries: ApiEntry[];
}

const ROOT = "src/components";
/** Longer values of constants are left out of their signatures. */
const LONGEST = 160;

/** Every exported name of the library with its doc comment, room by room. Files are parsed, not type-checked: quick. */
export function apiOf(root = ROOT): ApiFile[] {
  const files = readdirSync(root, {recursive: true, encoding: "utf8"})
    .filter((file) => file.endsWith(".ts"))
    .sort();
  return files
    .map((file) => fileOf(file.replace(/\.ts$/, ""), readFileSync(`${root}/${file}`, "utf8")))
    .filter(({entries}) => entries.length);
}

/** The exports of one source file. */
export function fileOf(path: string, text: string): ApiFile {
  const source = ts.createSourceFile(`${basename(path)}.ts`, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const entries = merged(source.statements.flatMap((statement) => entriesOf(statement, source)));
  const main = basename(path).toLowerCase();
  // What the file is named after comes first.
  entries.sort((a, b) => Number(b.name.toLowerCase() === main) - Number(a.name.toLowerCase() === main));
  const documented = entries.some((entry) => entry.text);
  const opening = documented ? "" : commentText(/^(?:\/\/\/.*\n)*\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? "").text;
  return {room: path.split("/")[0], path, text: opening, entries};
}

function entriesOf(statement: ts.Statement, source: ts.SourceFile): ApiEntry[] {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  if (!modifiers?.some(({kind}) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const comment = docOf(statement, source);
  if (ts.isFunctionDeclaration(statement))
    return [{name: statement.name!.text, kind: "function", signature: headOf(statement, source), ...comment}];
  if (ts.isClassDeclaration(statement))
    return [{name: statement.name!.text, kind: "class", signature: classHead(statement, source), ...comment}];
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    return [{name: statement.name.text, kind: "type", signature: bare(statement.getText(source)), ...comment}];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((d) => ({...constant(d, source), ...comment}));
  return [];
}

/** A function's declaration up to its body; the modifiers that say nothing to a caller are left out. */
function headOf(
  node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.ConstructorDeclaration,
  source: ts.SourceFile
) {
  const end = node.body ? node.body.getStart(source) : node.getEnd();
  return bare(source.text.slice(node.getStart(source), end));
}

function classHead(node: ts.ClassDeclaration, source: ts.SourceFile): string {
  const members = node.members.flatMap((member) =>
    ts.isMethodDeclaration(member) || ts.isConstructorDeclaration(member) ? `  ${headOf(member, source)};` : []
  );
  const heritage = node.heritageClauses?.map((clause) => ` ${clause.getText(source)}`).join("") ?? "";
  return `class ${node.name!.text}${heritage} {\n${members.join("\n")}\n}`;
}

function constant(
  declaration: ts.VariableDeclaration,
  source: ts.SourceFile
): Pick<ApiEntry, "name" | "kind" | "signature"> {
  const {name, type, initializer} = declaration;
  const label = name.getText(source);
  if (initializer && ts.isArrowFunction(initializer)) {
    const head = source.text.slice(initializer.getStart(source), initializer.equalsGreaterThanToken.getEnd());
    return {name: label, kind: "function", signature: `const ${label} = ${bare(head)} …`};
  }
  const value = initializer?.getText(source) ?? "";
  const shown = value.length > LONGEST ? "…" : value;
  const typed = type ? `: ${type.getText(source)}` : "";
  return {name: label, kind: "constant", signature: `const ${label}${typed} = ${shown}`};
}

const bare = (text: string) => text.replace(/^export (?:default )?/, "").trim();

/** Overloads and a type of the same name as a function become one entry, one signature under the other. */
function merged(entries: ApiEntry[]): ApiEntry[] {
  const byName = new Map<string, ApiEntry>();
  for (const entry of entries) {
    const before = byName.get(entry.name);
    if (!before) byName.set(entry.name, entry);
    else {
      before.signature += `\n${entry.signature}`;
      before.text ||= entry.text;
      before.see.push(...entry.see);
    }
  }
  return [...byName.values()];
}

function docOf(node: ts.Node, source: ts.SourceFile): {text: string; see: string[]} {
  const ranges = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const last = ranges.map(({pos, end}) => source.text.slice(pos, end)).findLast((c) => c.startsWith("/**"));
  return commentText(last?.slice(3, -2) ?? "");
}

/** A comment's text and its `@see` entries, line breaks and asterisks taken off. */
export function commentText(comment: string): {text: string; see: string[]} {
  const lines = comment.replace(/^[ \t]*\*[ \t]?/gm, "");
  const [text, ...tags] = lines.split(/^[ \t]*@(?=\w)/m);
  const flat = (words: string) => words.replace(/\s+/g, " ").trim();
  const see = tags.filter((tag) => tag.startsWith("see")).map((tag) => flat(tag.slice(3)));
  // Paragraphs stay; within one, lines flow together.
  return {
    text: text
      .split(/\n\s*\n/)
      .map(flat)
      .filter(Boolean)
      .join("\n\n"),
    see
  };
}
