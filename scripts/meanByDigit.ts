/**
 * How a cluster engine reads the activation store, in small: one task a shard, partial sums, one merge.
 * `npx tsx scripts/meanByDigit.ts <folder> <network> <layer> [column]` prints the mean of a column for each class.
 */
import {readFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";
import {tableFromIPC} from "apache-arrow";
import type {ActivationManifest, StoredLayer} from "../src/components/models/activationStore.js";
import {added, meansOf, partialOf, type Partial} from "../src/publish/shardMeans.js";

/** What one task does: it reads one file, and needs of the manifest only two numbers. */
export async function mapShard(file: string, {scale}: StoredLayer, column: number): Promise<Partial> {
  const table = tableFromIPC(await readFile(file));
  const labels = table.getChild("label")!.toArray();
  const bytes = table.getChild(`a${column}`)!.toArray();
  return partialOf(labels, bytes, {low: scale.low[column], step: scale.step[column]});
}

/** The mean of a column for each class. The tasks know nothing of each other, so they may run anywhere. */
export async function meanByDigit(folder: string, network: string, layer: string, column = 0): Promise<number[]> {
  const {layers}: ActivationManifest = JSON.parse(await readFile(`${folder}/manifest.json`, "utf8"));
  const stored = layers.find((l) => l.network === network && l.layer === layer);
  if (!stored) throw new RangeError(`no layer ${network}/${layer} in ${folder}`);
  const partials = await Promise.all(stored.files.map((file) => mapShard(`${folder}/${file}`, stored, column)));
  return meansOf(partials.reduce(added));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, network, layer, column = "0"] = process.argv.slice(2);
  console.log(JSON.stringify(await meanByDigit(folder, network, layer, Number(column))));
}
