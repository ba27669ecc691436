/** Fails when the built site still holds a bare import, or a script or stylesheet of another origin. */
import {readFile, readdir} from "node:fs/promises";

const problems: string[] = [];
for (const file of await readdir("dist", {recursive: true})) {
  if (!/\.(js|html)$/.test(file) || /_observablehq\/(client|stdlib)/.test(file)) continue;
  const text = await readFile(`dist/${file}`, "utf8");
  const imports =
    file.endsWith(".html") || file.startsWith("_import")
      ? /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"./][^"]*)"/g
      : /(?:\bfrom|\bimport)\s*\(?"((?:https?:|@?[a-z])[^"./]*(?:\/[^"]*)?)"/g;
  for (const [, name] of text.matchAll(imports)) problems.push(`${file} imports ${name}`);
  for (const [, url] of text.matchAll(/<(?:link|script)[^>]*(?:href|src)="(https?:[^"]+)"/g))
    problems.push(`${file} asks ${url}`);
}
if (problems.length) {
  console.error(`dist is not self-contained:\n  ${problems.join("\n  ")}`);
  process.exit(1);
}
