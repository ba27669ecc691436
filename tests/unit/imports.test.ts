import {execFileSync} from "node:child_process";
import {existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {basename, dirname, join, normalize} from "node:path/posix";
import ts from "typescript";
import {describe, expect, test} from "vitest";

const root = "src/components";

/** Which rooms each room may read; "type" means types only. A room always reads itself. */
const ROOMS: Record<string, Record<string, "all" | "type">> = {
  arrays: {},
  lab: {arrays: "all"},
  models: {lab: "all", arrays: "all"},
  methods: {lab: "all", arrays: "all", models: "type"},
  jobs: {methods: "all", models: "all", lab: "all", arrays: "all"},
  views: {arrays: "all"},
  inputs: {views: "all", arrays: "all"},
  figure: {arrays: "all", views: "all"}
};

interface Import {
  file: string;
  name: string;
  typeOnly: boolean;
}

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {encoding: "utf8"})
  .split("\n")
  .filter((file) => file && existsSync(file));
const components = readdirSync(root, {recursive: true, encoding: "utf8"})
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `${root}/${file}`);

const parse = (file: string) =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);

/** Static and dynamic imports, re-exports, and the files named by import.meta.resolve. */
function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : node.exportClause;
      const named = clause && (ts.isImportClause(clause) ? clause.namedBindings : clause);
      const elements = named && (ts.isNamedImports(named) || ts.isNamedExports(named)) ? [...named.elements] : [];
      const whole = ts.isImportDeclaration(node) ? !!node.importClause?.isTypeOnly : node.isTypeOnly;
      const defaultImport = clause && ts.isImportClause(clause) && !!clause.name;
      const typeOnly = whole || (!defaultImport && elements.length > 0 && elements.every((e) => e.isTypeOnly));
      found.push({file, name: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly});
    } else if (ts.isCallExpression(node) && node.arguments.length && ts.isStringLiteral(node.arguments[0])) {
      const called = node.expression.getText();
      if (called === "import" || called === "import.meta.resolve")
        found.push({file, name: node.arguments[0].text, typeOnly: false});
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({file, name: (node.argument.literal as ts.StringLiteral).text, typeOnly: true});
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

const imports = components.flatMap(importsOf);
const roomOf = (file: string) => file.slice(root.length + 1).split("/")[0];
const targetOf = ({file, name}: Import) => normalize(join(dirname(file), name));
const say = ({file, name}: Import) => `${file} imports ${name}`;

describe("rooms", () => {
  test("every component lies in a room of the table", () => {
    expect(components.filter((file) => !(roomOf(file) in ROOMS))).toEqual([]);
  });

  test("a room imports only what the table allows", () => {
    const local = imports.filter(({name}) => name.startsWith("."));
    expect(local.length).toBeGreaterThan(10);
    const forbidden = local.filter((line) => {
      const target = targetOf(line);
      if (!target.startsWith(`${root}/`)) return true;
      const [from, to] = [roomOf(line.file), roomOf(target)];
      const allowed = from === to ? "all" : ROOMS[from]?.[to];
      return !(allowed === "all" || (allowed === "type" && line.typeOnly));
    });
    expect(forbidden.map(say)).toEqual([]);
  });

  test("local imports name a file that exists, by its built name", () => {
    const exists = (path: string) =>
      [path, path.replace(/\.js$/, ".ts")].some((p) => statSync(p, {throwIfNoEntry: false})?.isFile());
    const broken = imports.filter((line) => line.name.startsWith(".") && !exists(targetOf(line)));
    expect(broken.map(say)).toEqual([]);
  });

  test("no barrel drags a whole room in", () => {
    expect(components.filter((file) => basename(file) === "index.ts")).toEqual([]);
  });

  test("arrays imports no package", () => {
    expect(
      imports.filter((l) => roomOf(l.file) === "arrays" && !l.name.startsWith(".") && !l.typeOnly).map(say)
    ).toEqual([]);
  });
});

describe("tfjs", () => {
  const tfjs = imports.filter(({name}) => name.startsWith("@tensorflow/"));

  test("never the umbrella package", () => {
    const sources = tracked.filter((file) => /\.(ts|js|md)$/.test(file));
    const umbrella = new RegExp(`["'](npm:)?@tensorflow/${"tfjs"}["']`);
    const offenders = sources.filter((file) => umbrella.test(readFileSync(file, "utf8")));
    expect(offenders).toEqual([]);
  });

  test("only through the lab; the graph models' converter excepted", () => {
    expect(tfjs.length).toBeGreaterThan(0);
    const outside = tfjs.filter(
      ({file, name}) =>
        roomOf(file) !== "lab" && !(file === `${root}/models/graph.ts` && name === "@tensorflow/tfjs-converter")
    );
    expect(outside.map(say)).toEqual([]);
  });

  test("never in views, inputs, figure or arrays, by any way", () => {
    const lab = imports.filter(
      (l) => ["views", "inputs", "figure", "arrays"].includes(roomOf(l.file)) && /(^|\/)tf\.js$/.test(l.name)
    );
    expect(lab.map(say)).toEqual([]);
  });
});

const text = (file: string) =>
  /\.(png|jpe?g|webp|gif|bin|wasm|woff2|zip|gz)$/.test(file) ? "" : readFileSync(file, "utf8");

test("no tracked file names the host of a package registry", () => {
  // Joined here, so that this file does not name them either.
  const hosts = [
    ["npmjs", "org"],
    ["npmjs", "com"],
    ["yarnpkg", "com"],
    ["npmmirror", "com"],
    ["jsr", "io"],
    ["pypi", "org"],
    ["crates", "io"],
    ["deb", "debian", "org"]
  ].map((parts) => parts.join("."));
  const named = tracked.flatMap((file) =>
    hosts.filter((host) => text(file).includes(host)).map((host) => `${file}: ${host}`)
  );
  expect(named).toEqual([]);
});

/** Has the file's main export (the one named like the file, or any when there is none) a doc comment? */
function isDocumented(file: string): boolean {
  const source = parse(file);
  const name = basename(file, ".ts");
  const exported = source.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    if (!modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) return [];
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map((d) => d.name.getText())
      : [(statement as ts.FunctionDeclaration).name?.getText() ?? ""];
    return [{names, documented: ts.getJSDocCommentsAndTags(statement).length > 0}];
  });
  const main = exported.filter(({names}) => names.some((n) => n.toLowerCase() === name.toLowerCase()));
  if (main.length) return main.some(({documented}) => documented);
  return exported.some(({documented}) => documented) || /^(\/\/\/.*\n)*\/\*\*/.test(source.text);
}

test("every component says in a doc comment what it is for", () => {
  expect(components.filter((file) => !isDocumented(file))).toEqual([]);
});

describe("British spelling", () => {
  const AMERICAN = new RegExp(
    String.raw`\b(color(s|ed|ing|ful|less)?|gray(s|ed|scale)?|center(s|ed|ing)?|behavior(s|al)?|neighbor\w*|favor\w*|flavor\w*|` +
      String.raw`(optim|normal|initial|regular|random|visual|recogn|minim|maxim|general|summar|quant|real|organ|factor|special|parametr|parameter|serial|binar|standard|character)iz(e|es|ed|er|ers|ing|ation|ations)|` +
      String.raw`(un)?label(ed|ing)|model(ed|ing)|travel(ed|ing)|analyz(e|es|ed|er|ing)|artifacts?|fulfill)\b`,
    "gi"
  );

  /** Titles keep their authors' spelling and code its own: quoted text, links, code and addresses are left out. */
  const prose = (words: string) =>
    words
      .replace(/`[^`]*`/g, " ")
      .replace(/“[^”]*”|"[^"\n]*"|«[^»]*»/g, " ")
      .replace(/https?:\S+/g, " ");
  const markdown = (words: string) =>
    prose(
      words
        .replace(/^---\n[\s\S]*?\n---/, " ")
        .replace(/^(```|~~~)[\s\S]*?^\1/gm, " ")
        .replace(/\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, " ")
        .replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, " ")
        .replace(/<(cite|em|i)\b[^>]*>[\s\S]*?<\/\1>/g, " ")
        .replace(/<[^>]*>/g, " ")
        .replace(/!?\[[^\]]*\]\([^)]*\)/g, " ")
        .replace(/\*[^*\n]+\*/g, " ")
    );
  const american = (words: string) => [...words.matchAll(AMERICAN)].map(([word]) => word);

  /** Everything between the tokens of a source file, which is its comments and white space. */
  function comments(file: string): string {
    const source = parse(file);
    const found: string[] = [];
    const visit = (node: ts.Node) => {
      if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
      const children = node.getChildren(source);
      if (children.length) children.forEach(visit);
      else found.push(source.text.slice(node.getFullStart(), node.getStart(source)));
    };
    visit(source);
    return prose(found.join("\n").replace(/@see[\s\S]*?(?=\n\s*\*\s*@|\*\/)/g, " "));
  }

  test("knows one from the other", () => {
    expect(american("A color, in the center of gray neighbors, optimized.")).toHaveLength(5);
    expect(american("A colour, in the centre of grey neighbours, optimised; a size, a prize, horizontal.")).toEqual([]);
    expect(american(markdown('See `color` and [Visualizing](x) and "Optimizing"\n```js\ncolor\n```\n'))).toEqual([]);
  });

  test("in pages and documents", () => {
    const documents = tracked.filter((file) => file.endsWith(".md"));
    const found = documents.flatMap((file) => american(markdown(text(file))).map((word) => `${file}: ${word}`));
    expect(found).toEqual([]);
  });

  test("in comments", () => {
    const sources = tracked.filter((file) => /\.ts$/.test(file) && !file.endsWith("imports.test.ts"));
    const found = sources.flatMap((file) => american(comments(file)).map((word) => `${file}: ${word}`));
    expect(found).toEqual([]);
  });
});
