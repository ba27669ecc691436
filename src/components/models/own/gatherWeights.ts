import {fetchFile} from "../fetch.js";
import {bytesOf, type OnBytes} from "../weights.js";
import type {Brought} from "./brought.js";
import {besideOf} from "./fetchText.js";
import type {ModelFile} from "./modelFile.js";
import {listed} from "./pickModelFile.js";

/**
 * Finds or fetches the files of weights that a `model.json` names, and joins each group's. Throws an error for the
 * reader that names every file missing, or the group whose files are too short.
 */
export async function gatherWeights(
  {groups}: ModelFile,
  {files, address}: Brought,
  signal?: AbortSignal,
  onBytes?: OnBytes
): Promise<Blob[]> {
  const total = groups.flatMap(({weights}) => weights).reduce((sum, spec) => sum + bytesOf(spec), 0);
  let before = 0;
  const parts: Blob[][] = address === null ? filesOf(groups, files) : [];
  if (address !== null)
    for (const {paths} of groups) {
      const blobs: Blob[] = [];
      for (const path of paths) {
        const data = await fetchFile(besideOf(address, path), signal, (loaded) => onBytes?.(before + loaded, total));
        before += data.byteLength;
        blobs.push(new Blob([data]));
      }
      parts.push(blobs);
    }
  groups.forEach((group, i) => checkSize(group, parts[i]));
  return parts.map((blobs) => new Blob(blobs));
}

function filesOf(groups: ModelFile["groups"], files: Brought["files"]): Blob[][] {
  const base = (path: string) => path.split("/").at(-1)!;
  const find = (path: string) =>
    files.find((file) => file.path === path || file.path.endsWith(`/${path}`)) ??
    files.find((file) => base(file.path) === base(path));
  const missing = groups.flatMap(({paths}) => paths).filter((path) => !find(path));
  if (missing.length)
    throw new Error(
      `Weights missing: ${missing.join(", ")}. model.json names ${groups.flatMap(({paths}) => paths).length} files of ` +
        `weights, and what was given is ${listed(files)}. Pick them all at once, or their folder.`
    );
  return groups.map(({paths}) => paths.map((path) => find(path)!.blob));
}

function checkSize({paths, weights}: ModelFile["groups"][number], blobs: Blob[]): void {
  const needed = weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
  const got = blobs.reduce((sum, {size}) => sum + size, 0);
  if (got === needed) return;
  const sizes = paths.map((path, i) => `${path} has ${blobs[i].size.toLocaleString("en-GB")} bytes`).join(", ");
  const all = needed.toLocaleString("en-GB");
  throw new Error(
    got < needed
      ? `Weights truncated: ${sizes}, and model.json describes ${all}. The file was cut short; fetch it again.`
      : `These weights do not belong to this model.json: ${sizes}, and it describes ${all}.`
  );
}
