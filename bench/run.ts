/**
 * Runs benchmarks: `npm run bench` all of bench/, `npm run bench -- gradients` those named. Each file exports a title
 * and `bench()`, and runs in a process of its own, so that none measures what another has changed or left behind.
 */
import {spawnSync} from "node:child_process";
import {readdirSync} from "node:fs";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.replace(/\.ts$/, ""));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !names.includes(name));
if (unknown !== undefined) throw new RangeError(`no benchmark ${unknown} (there are: ${names.join(", ")})`);

if (asked.length === 1) {
  const {title, bench} = (await import(`./${asked[0]}.ts`)) as {title: string; bench: () => Promise<void>};
  console.log(`\n${title}`);
  await bench();
} else {
  for (const name of asked.length ? asked : names) {
    const {status} = spawnSync(process.execPath, [...process.execArgv, import.meta.filename, name], {stdio: "inherit"});
    if (status !== 0) process.exitCode = 1;
  }
}
