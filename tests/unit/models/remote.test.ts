import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {REMOTE, remoteFile, RemoteUnavailable} from "../../../scripts/remote.js";
import {convert} from "../../../src/data/models/convert.js";

let folder: string;
const before = process.env.VITRINE_MIRROR;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-"));
  process.env.VITRINE_MIRROR = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env.VITRINE_MIRROR;
  else process.env.VITRINE_MIRROR = before;
  rmSync(folder, {recursive: true});
});

test("a file that is not there is said to be missing", async () => {
  await expect(remoteFile(REMOTE.squeezenet)).rejects.toThrow(/squeezenet_v1.1.bin is not in the mirror folder/);
});

test("a file that is not the pinned one is refused", async () => {
  mkdirSync(join(folder, "tiny-vgg"));
  writeFileSync(join(folder, REMOTE.tinyVggWeights.file), "not weights");
  await expect(remoteFile(REMOTE.tinyVggWeights)).rejects.toThrow(RemoteUnavailable);
  await expect(remoteFile(REMOTE.tinyVggWeights)).rejects.toThrow(/has the SHA-256 .*, expected 306666f2/);
});

test("a model that cannot be had is two files that say so, and no failure", async () => {
  const files = await convert("squeezenet-imagenet");
  expect(Object.keys(files)).toEqual(["model.json", "weights.bin"]);
  const {available, reason} = JSON.parse(new TextDecoder().decode(files["model.json"]));
  expect(available).toBe(false);
  expect(reason).toMatch(/not in the mirror folder/);
});
