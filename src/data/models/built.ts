import {readFile} from "node:fs/promises";
import {catalogue} from "../../components/models/catalogue.js";
import type {CatalogueEntry, Manifest, Unavailable} from "../../components/models/manifest.js";
import {converted} from "./cache.js";
import {CONVERTED, trainedFolder} from "./convert.js";

/** What this build holds of each model of the catalogue. */
export async function builtCatalogue(): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const {id} of catalogue) entries.push(entryOf(id, await readManifest(id)));
  return entries;
}

async function readManifest(id: string): Promise<Manifest | Unavailable> {
  const file = CONVERTED.includes(id)
    ? (await converted(id))["model.json"]
    : await readFile(`${trainedFolder(id)}/model.json`);
  return JSON.parse(new TextDecoder().decode(file));
}

function entryOf(id: string, manifest: Manifest | Unavailable): CatalogueEntry {
  if ("available" in manifest) return {id, available: false, bytes: 0, shards: []};
  const shards = manifest.shards.map(({file, bytes}) => ({file, bytes}));
  const {quality} = manifest;
  return {id, available: true, bytes: shards.reduce((sum, {bytes}) => sum + bytes, 0), shards, quality};
}
