/**
 * Fills Framework's cache from node_modules, so that preview and build ask nothing of the network and every page
 * shares one copy of each package. One code-split esbuild pass makes all bundles: Framework's own bundling
 * duplicates tfjs-core and breaks the wasm backend. Runs before `dev` and `build`; does nothing when up to date.
 */
import {build} from "esbuild";
import {createHash} from "node:crypto";
import {cp, mkdir, readFile, rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join} from "node:path/posix";
import {BARE, MENTIONED, NPM, NPM_FILES} from "./packages.js";
import {writeFonts} from "./fonts.js";
import {virtualEntries} from "./virtualEntries.js";

const require = createRequire(import.meta.url);
const cache = "src/.observablehq/cache";

async function packageDirectory(name: string): Promise<string> {
  for (const path of require.resolve.paths(name) ?? []) {
    const directory = join(path, name);
    if (await readFile(join(directory, "package.json")).catch(() => null)) return directory;
  }
  throw new Error(`package not installed: ${name} (run npm ci)`);
}

async function version(name: string): Promise<string> {
  return JSON.parse(await readFile(join(await packageDirectory(name), "package.json"), "utf8")).version;
}

async function stamp(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of ["package-lock.json", "scripts/packages.ts", "scripts/prepare.ts", "scripts/virtualEntries.ts"])
    hash.update(await readFile(file));
  hash.update(JSON.stringify(BARE));
  return hash.digest("hex");
}

/** One pass for each import style: within a pass everything shared is split into chunks and loaded once. */
async function bundle(folder: "_node" | "_npm", entry: "index" | "_esm", sources: Record<string, string | null>) {
  await build({
    entryPoints: await Promise.all(
      Object.keys(sources).map(async (name) => ({
        in: `virtual:${name}`,
        out: `${name}@${await version(name)}/${entry}`
      }))
    ),
    outdir: join(cache, folder),
    chunkNames: `d3@${await version("d3")}/chunk-[hash]`,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    define: {"process.env.NODE_ENV": '"production"'},
    plugins: [virtualEntries(sources)]
  });
}

if ((await readFile(join(cache, "stamp"), "utf8").catch(() => "")) !== (await stamp())) {
  const start = performance.now();
  for (const folder of ["_node", "_npm"]) await rm(join(cache, folder), {recursive: true, force: true});
  await bundle("_node", "index", BARE);
  await bundle("_npm", "_esm", NPM);
  for (const [name, files] of Object.entries(NPM_FILES))
    for (const file of files)
      await cp(join(await packageDirectory(name), file), join(cache, `_npm/${name}@${await version(name)}`, file), {
        recursive: true
      });
  for (const name of MENTIONED) await mkdir(join(cache, `_npm/${name}@0.0.0`), {recursive: true});
  await writeFile(join(cache, "stamp"), await stamp());
  console.log(`packages bundled in ${Math.round(performance.now() - start)} ms`);
}
await writeFonts("src/fonts.css");
