/**
 * Files that the build takes from pinned public addresses, because no package holds them: from the folder named by
 * VITRINE_MIRROR when it is set, from .cache/remote when they were fetched before, else from the network. Each is
 * checked by its SHA-256. Without any of these a build goes on without them.
 */
import {createHash} from "node:crypto";
import {mkdir, readFile, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";

/** A file at a pinned address. */
export interface RemoteFile {
  /** Its name in the mirror folder and in the cache. */
  file: string;
  address: string;
  sha256: string;
}

const github = (path: string) => `https://raw.githubusercontent.com/${path}`;
const TINY_VGG = github("poloclub/cnn-explainer/d0971f9447ed9806022a3d47587b62394682bc51/public/assets/data");

/** Every file the project ever fetches. */
export const REMOTE = {
  squeezenet: {
    file: "squeezenet_v1.1/squeezenet_v1.1.bin",
    address: github(
      "transcranial/keras-js-demos-data/d9ec2916cf2e36035d527532c37c76387c86c484/squeezenet_v1.1/squeezenet_v1.1.bin"
    ),
    sha256: "84dee9b31d99b0b7babb9db5494f06599f0359129e6b765fe9f4fe9e1c72ed41"
  },
  tinyVggModel: {
    file: "tiny-vgg/model.json",
    address: `${TINY_VGG}/model.json`,
    sha256: "85706d2d99841eb6270ddbf912bcf43c4d1bf76bc68a0a56af49561a69589627"
  },
  tinyVggWeights: {
    file: "tiny-vgg/group1-shard1of1.bin",
    address: `${TINY_VGG}/group1-shard1of1.bin`,
    sha256: "306666f2a1cc2a0a8f7b3422617daac5ecdca20c707ab44b721522be1fe3f630"
  },
  bike: {
    file: "bike/bike-sharing-daily.csv",
    address: github(
      "christophM/interpretable-ml-book/c3b7569830afddeea6e255b62b80d0aeaa7790e3/data/bike-sharing-daily.csv"
    ),
    sha256: "a6bcf826782d3c0fbfdcbeead17cd0884185a0dafe8ff10cd48a874ee7ba18be"
  }
} satisfies Record<string, RemoteFile>;

/** How long an address that does not answer may hold up a build, and how long a download may take, milliseconds. */
const ANSWER = 4000;
const DOWNLOAD = 60_000;

/** Why a remote file could not be had. Loaders go on without it. */
export class RemoteUnavailable extends Error {}

/** The contents of a remote file. Throws RemoteUnavailable when it is nowhere to be had or not the pinned one. */
export async function remoteFile(remote: RemoteFile): Promise<Buffer> {
  const mirror = process.env.VITRINE_MIRROR;
  if (mirror) return checked(remote, await fromDisk(remote, mirror));
  const cached = await readFile(join(".cache/remote", remote.file)).catch(() => null);
  if (cached && sha256(cached) === remote.sha256) return cached;
  const data = checked(remote, await fromNetwork(remote));
  const path = join(".cache/remote", remote.file);
  await mkdir(dirname(path), {recursive: true});
  await writeFile(path, data);
  return data;
}

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

function checked(remote: RemoteFile, data: Buffer): Buffer {
  const found = sha256(data);
  if (found !== remote.sha256)
    throw new RemoteUnavailable(`${remote.file} has the SHA-256 ${found}, expected ${remote.sha256}`);
  return data;
}

async function fromDisk({file}: RemoteFile, folder: string): Promise<Buffer> {
  return readFile(join(folder, file)).catch(() => {
    throw new RemoteUnavailable(`${file} is not in the mirror folder ${folder}`);
  });
}

async function fromNetwork({file, address}: RemoteFile): Promise<Buffer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error("no answer")), ANSWER);
  try {
    const response = await fetch(address, {signal: AbortSignal.any([silence.signal, AbortSignal.timeout(DOWNLOAD)])});
    clearTimeout(timer);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new RemoteUnavailable(`${file} could not be fetched from ${address}: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer);
  }
}
