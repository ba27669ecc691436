/**
 * Trains the project's own small networks anew: all of them, or those named (`npm run train -- mnist-cnn`). Each has a
 * module in scripts/train/ with a function `train`, seeded, that writes its weights under src/data/weights/.
 */
import {readdir} from "node:fs/promises";
import {startNode, type NodeBackend} from "../src/components/lab/node.js";

const files = (await readdir(new URL("train/", import.meta.url))).filter((file) => file.endsWith(".ts"));
const known = files.map((file) => file.replace(/\.ts$/, "")).sort();
const wanted = process.argv.slice(2);
for (const name of wanted)
  if (!known.includes(name)) {
    console.error(`unknown network: ${name} (there are: ${known.join(", ")})`);
    process.exit(1);
  }

await startNode((process.env.VITRINE_BACKEND as NodeBackend) ?? "wasm");
for (const name of wanted.length ? wanted : known) {
  const start = performance.now();
  const {train} = await import(`./train/${name}.js`);
  await train();
  console.log(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
}
