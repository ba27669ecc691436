import {createHash} from "node:crypto";
import {mkdir, readdir, readFile, rename, rm, writeFile} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import {convert} from "./convert.js";
import type {ModelFiles} from "./pack.js";

/** The sources that decide what a conversion gives: a change in any of them makes every conversion anew. */
const SOURCES = [
  "package-lock.json",
  "scripts/remote.ts",
  "src/components/models/rewrite.ts",
  "src/components/models/weights.ts"
];

let stamp: Promise<string> | undefined;

async function sourcesStamp(): Promise<string> {
  const folder = "src/data/models";
  const own = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  const hash = createHash("sha256");
  for (const file of [...SOURCES, ...own.map((name) => join(folder, name))]) hash.update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
}

/** A converted model's files, from .cache/models when they were made before. */
export async function converted(id: string): Promise<ModelFiles> {
  const folder = join(".cache/models", `${id}-${await (stamp ??= sourcesStamp())}`);
  const names = await readdir(folder).catch(() => [] as string[]);
  if (names.length)
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))])));
  const files = await convert(id);
  // What could not be had today may be there tomorrow.
  if (!("available" in JSON.parse(new TextDecoder().decode(files["model.json"])))) await keep(folder, files);
  return files;
}

/**
 * Written aside and moved into place, so that a process that reads meanwhile never sees half of it. What former
 * sources gave is removed.
 */
async function keep(folder: string, files: ModelFiles): Promise<void> {
  const aside = `${folder}.${process.pid}`;
  await mkdir(aside, {recursive: true});
  for (const [name, data] of Object.entries(files)) await writeFile(join(aside, name), data);
  // Another process may have put the same files there meanwhile.
  await rename(aside, folder).catch(() => rm(aside, {recursive: true}));
  const ofThisModel = new RegExp(`^${basename(folder).replace(/-[0-9a-f]{12}$/, "")}-[0-9a-f]{12}$`);
  for (const name of await readdir(dirname(folder)))
    if (ofThisModel.test(name) && name !== basename(folder)) await rm(join(dirname(folder), name), {recursive: true});
}
