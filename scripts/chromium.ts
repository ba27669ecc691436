/**
 * Finds Chromium for the browser tests: $CHROMIUM, the search path, the usual places; failing that, installs Debian's
 * where apt-get may be used. `npx tsx scripts/chromium.ts` prints the path.
 */
import {spawnSync} from "node:child_process";
import {accessSync, constants, realpathSync} from "node:fs";
import {delimiter, join} from "node:path";
import {setTimeout as wait} from "node:timers/promises";
import {fileURLToPath} from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/usr/lib/chromium/chromium",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"
];
/** Chromium's software WebGPU needs the Vulkan loader, which Debian's package only recommends. */
const PACKAGES = ["chromium", "libvulkan1"];
const HELP = `Install Chromium (Debian: apt-get install ${PACKAGES.join(" ")}) or name one: CHROMIUM=/path/to/chromium`;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const installed = (name: string) => spawnSync("dpkg", ["-s", name], {stdio: "ignore"}).status === 0;
const mayInstall = () =>
  process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], {stdio: "ignore"}).status === 0;

/** Where is Chromium on this machine? Undefined when nowhere. Throws when $CHROMIUM names no program. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM;
  if (given && !isProgram(given)) throw new Error(`CHROMIUM names no program: ${given}`);
  if (given) return given;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES].find(isProgram);
}

async function install(tries = 3): Promise<void> {
  const env = {...process.env, DEBIAN_FRONTEND: "noninteractive"};
  for (let i = 1; i <= tries; ++i) {
    console.error(`installing ${PACKAGES.join(" and ")}${i > 1 ? `, try ${i} of ${tries}` : ""}`);
    const steps = [["update"], ["install", "-y", "--no-install-recommends", ...PACKAGES]];
    if (
      steps.every(
        (step) => spawnSync("apt-get", ["-qq", ...step], {env, stdio: ["ignore", "ignore", "inherit"]}).status === 0
      )
    )
      return;
    await wait(5000 * i);
  }
  throw new Error(`apt-get could not install ${PACKAGES.join(" and ")}. ${HELP}`);
}

/** The path of a Chromium that can run the tests, installed first where that is possible. */
export async function ensureChromium(): Promise<string> {
  let path = findChromium();
  if (process.env.CHROMIUM) return path!;
  if (mayInstall() && (!path || !installed("libvulkan1"))) {
    await install();
    path = findChromium();
  }
  if (!path) throw new Error(`no Chromium found. ${HELP}`);
  return path;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  console.log(
    await ensureChromium().catch((error: Error) => {
      console.error(error.message);
      process.exit(1);
    })
  );
