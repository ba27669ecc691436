/**
 * Everything that proves the project, stage by stage: `npm test`, or `npm test -- --only unit,browser` for some.
 * Ends with one line, "N passed, N failed": the tests of vitest, and one for each stage that is a single check.
 */
import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, readFile, rm} from "node:fs/promises";
import {resolve} from "node:path";
import {parseArgs} from "node:util";
import {ensureChromium} from "./chromium.js";

interface Result {
  passed: number;
  failed: number;
  skipped?: number;
  /** Why a whole stage did not run. */
  note?: string;
}

interface Stage {
  name: string;
  run(): Promise<Result>;
}

const OUTPUT = "tests/.output";
const MIRROR = "../shared/mirror";
const env: NodeJS.ProcessEnv = {...process.env};
if (!env.VITRINE_MIRROR && existsSync(MIRROR)) env.VITRINE_MIRROR = resolve(MIRROR);

/** Runs a command to its end, or to the end of its time; gives its exit status. */
function command(program: string, args: string[], minutes: number): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {stdio: ["ignore", "inherit", "inherit"], env, detached: true});
    const timer = setTimeout(() => {
      console.error(`${program} ${args.join(" ")} took more than ${minutes} minutes and was stopped`);
      process.kill(-child.pid!, "SIGKILL");
    }, minutes * 60_000);
    child.on("error", (error) => console.error(error.message));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

const npx = (name: string, args: string[], minutes: number) =>
  command(process.execPath, [`node_modules/.bin/${name}`, ...args], minutes);
const check = async (status: Promise<number>): Promise<Result> =>
  (await status) === 0 ? {passed: 1, failed: 0} : {passed: 0, failed: 1};

async function vitest(name: string, args: string[], minutes: number): Promise<Result> {
  const report = `${OUTPUT}/${name}.json`;
  await rm(report, {force: true});
  await mkdir(OUTPUT, {recursive: true});
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = await npx("vitest", ["run", ...args, ...reporters], minutes);
  const counts = JSON.parse(await readFile(report, "utf8").catch(() => "{}"));
  const {numPassedTests: passed = 0, numFailedTests = 0, numPendingTests: skipped = 0} = counts;
  // A file that does not load has no test to fail.
  return {passed, failed: status !== 0 && !numFailedTests ? 1 : numFailedTests, skipped};
}

/** Only root (or a user with namespaces) can take the network away. */
async function buildOffline(): Promise<Result> {
  const cut = process.platform === "linux" ? await command("unshare", ["-n", "true"], 1) : 1;
  if (cut !== 0) return {passed: 0, failed: 0, note: "left out: unshare -n is not allowed here"};
  return check(command("unshare", ["-n", "npm", "run", "build"], 8));
}

async function browser(): Promise<Result> {
  try {
    env.CHROMIUM = await ensureChromium();
  } catch (error) {
    console.error((error as Error).message);
    return {passed: 0, failed: 1};
  }
  return vitest("browser", ["--config", "tests/browser/vitest.config.ts"], 45);
}

const stages: Stage[] = [
  {name: "types", run: () => check(npx("tsc", ["--noEmit"], 3))},
  {name: "lint", run: () => check(npx("eslint", ["."], 3))},
  {name: "format", run: () => check(npx("prettier", ["--check", "."], 3))},
  {name: "unit", run: () => vitest("unit", ["tests/unit"], 12)},
  {name: "reference", run: () => vitest("reference", ["tests/reference", "--passWithNoTests"], 8)},
  {name: "build", run: () => check(command("npm", ["run", "build"], 12))},
  {name: "offline", run: buildOffline},
  {name: "browser", run: browser}
];

const {values} = parseArgs({options: {only: {type: "string"}}});
const only = values.only?.split(",") ?? stages.map(({name}) => name);
const unknown = only.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length) {
  console.error(`unknown stage: ${unknown.join(", ")} (there are: ${stages.map(({name}) => name).join(", ")})`);
  process.exit(2);
}

const lines: string[] = [];
let passed = 0;
let failed = 0;
for (const stage of stages.filter(({name}) => only.includes(name))) {
  console.log(`\n— ${stage.name}`);
  const start = performance.now();
  const result = await stage.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  passed += result.passed;
  failed += result.failed;
  const counts = result.note ?? `${result.passed} passed, ${result.failed} failed, ${result.skipped ?? 0} skipped`;
  lines.push(`${stage.name.padEnd(10)}${seconds.padStart(7)} s  ${counts}`);
}
console.log(`\n${lines.join("\n")}\n\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
