/** Removes dist and every loader's output; keeps the bundled packages. */
import {readdir, rm} from "node:fs/promises";

await rm("dist", {recursive: true, force: true});
const cache = "src/.observablehq/cache";
for (const entry of await readdir(cache).catch(() => []))
  if (!entry.startsWith("_") && entry !== "stamp") await rm(`${cache}/${entry}`, {recursive: true, force: true});
