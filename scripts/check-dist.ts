/** Fails when the built site still holds a bare import, or a script or stylesheet of another origin. */
import {build, type Plugin} from "esbuild";
import {readFile, readdir} from "node:fs/promises";

/** Hears of every import of some modules, and bundles nothing. */
const listen = (hear: (importer: string, name: string) => void): Plugin => ({
  name: "listen",
  setup(b) {
    b.onResolve({filter: /.*/}, ({kind, path, importer}) => {
      if (kind === "entry-point") return undefined;
      hear(importer, path);
      return {path, external: true};
    });
  }
});

const problems: string[] = [];
const isLocal = (name: string) => /^(\.{0,2}\/|data:|blob:)/.test(name);
const options = {bundle: true, write: false, outdir: "/", format: "esm", logLevel: "error", target: "esnext"} as const;

// Framework's own client names packages that it loads only when a page asks for them.
const files = (await readdir("dist", {recursive: true})).filter((file) => !/_observablehq\/(client|stdlib)/.test(file));
const scripts = files.filter((file) => file.endsWith(".js")).map((file) => `dist/${file}`);
const hear = (importer: string, name: string) => !isLocal(name) && problems.push(`${importer} imports ${name}`);
await build({...options, entryPoints: scripts, plugins: [listen(hear)]});

for (const file of files.filter((file) => file.endsWith(".html"))) {
  const html = await readFile(`dist/${file}`, "utf8");
  for (const [, contents] of html.matchAll(/<script type="module">([\s\S]*?)<\/script>/g))
    await build({...options, stdin: {contents, sourcefile: file}, plugins: [listen((_, name) => hear(file, name))]});
  for (const [, url] of html.matchAll(/<(?:link|script)[^>]*(?:href|src)="(https?:[^"]+)"/g))
    problems.push(`${file} asks ${url}`);
}
if (problems.length) {
  console.error(`dist is not self-contained:\n  ${[...new Set(problems)].join("\n  ")}`);
  process.exit(1);
}
