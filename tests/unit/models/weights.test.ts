import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {describe, expect, test} from "vitest";
import * as tf from "../../../src/components/lab/tf.js";
import {random} from "../../../src/components/arrays/random.js";
import {fetchFile} from "../../../src/components/models/fetch.js";
import {weightLoader} from "../../../src/components/models/loader.js";
import {decodeShard, type Weight} from "../../../src/components/models/weights.js";
import {packShard, type Storage} from "../../../src/data/models/pack.js";

const noise = (shape: number[], seed: number): Weight => {
  const next = random(seed);
  const data = Float32Array.from({length: shape.reduce((n, d) => n * d, 1)}, () => next.normal());
  return {data, shape, dtype: "float32"};
};
const buffer = (bytes: Uint8Array) => bytes.slice().buffer as ArrayBuffer;
const pack = (weights: Record<string, Weight>, how: Storage = "float32") =>
  packShard("net/part.bin", new Map(Object.entries(weights)), () => how);

describe("rounding", () => {
  test.each([
    ["8 bits a channel", {axis: 3}, 6.5],
    ["8 bits a tensor", "uint8", 8.5]
  ] as [string, Storage, number][])("to %s errs by half a level at most", async (_, how, range) => {
    const weight = noise([3, 3, 16, 8], 1);
    const {shard, bytes} = pack({kernel: weight}, how);
    const back = (await decodeShard(shard, buffer(bytes))).get("kernel")!;
    const worst = (weight.data as Float32Array).reduce((m, v, i) => Math.max(m, Math.abs(v - back.data[i])), 0);
    expect(worst).toBeGreaterThan(0);
    // Of normal numbers, no channel of these reaches further than `range` from end to end.
    expect(worst).toBeLessThanOrEqual(range / 255 / 2);
  });

  test("to 16 bits errs by 2⁻¹¹ of each number at most", async () => {
    const weight = noise([1000], 2);
    const {shard, bytes} = pack({w: weight}, "float16");
    const back = (await decodeShard(shard, buffer(bytes))).get("w")!;
    (weight.data as Float32Array).forEach((v, i) =>
      expect(Math.abs(v - back.data[i])).toBeLessThanOrEqual(Math.abs(v) * 2 ** -11 + 1e-7)
    );
  });

  test("keeps a channel of equal numbers", async () => {
    const weight: Weight = {data: Float32Array.from([1, 5, 2, 5]), shape: [2, 2], dtype: "float32"};
    const {shard, bytes} = pack({w: weight}, {axis: 1});
    expect(Array.from((await decodeShard(shard, buffer(bytes))).get("w")!.data)).toEqual([1, 5, 2, 5]);
  });
});

describe("weights that arrive damaged", () => {
  const {shard, bytes} = pack({a: noise([4], 3), b: noise([2, 2], 4)});

  test("truncated", async () => {
    await expect(decodeShard(shard, buffer(bytes.subarray(0, 20)))).rejects.toThrow(
      "weights truncated: net/part.bin has 20 bytes, expected 32"
    );
  });

  test("altered", async () => {
    const altered = bytes.slice();
    altered[5] ^= 1;
    await expect(decodeShard(shard, buffer(altered))).rejects.toThrow(/weights altered: net\/part.bin/);
  });

  test.each([NaN, Infinity, -Infinity])("holding %s", async (bad) => {
    const poisoned = pack({a: {data: Float32Array.from([1, bad]), shape: [2], dtype: "float32"}});
    await expect(decodeShard(poisoned.shard, buffer(poisoned.bytes))).rejects.toThrow(
      /weights damaged: a in net\/part.bin holds NaN or an infinite number/
    );
  });
});

describe("the loader", () => {
  const first = pack({"one/kernel": noise([4], 5)});
  const second = pack({"two/kernel": noise([4], 6)});
  const shards = [
    {...first.shard, file: "first.bin"},
    {...second.shard, file: "second.bin"}
  ];
  const files: Record<string, Uint8Array> = {"first.bin": first.bytes, "second.bin": second.bytes};

  test("fetches the files that are needed, each once", async () => {
    const before = tf.memory().numTensors;
    const read: string[] = [];
    const loader = weightLoader({
      shards,
      read: async (file) => {
        read.push(file);
        return buffer(files[file]);
      }
    });
    await Promise.all([loader.load(["one/kernel"]), loader.load(["one/kernel"])]);
    expect(read).toEqual(["first.bin"]);
    expect(loader.bytes).toBe(16);
    expect(() => loader.get("two/kernel")).toThrow(/two\/kernel is not loaded yet/);
    await loader.load(["one/kernel", "two/kernel"]);
    expect(read).toEqual(["first.bin", "second.bin"]);
    loader.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a cancelled fetch fails only for the one who cancelled, and can be repeated", async () => {
    const abort = new AbortController();
    const loader = weightLoader({
      shards,
      read: async (file, _, signal) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        signal?.throwIfAborted();
        return buffer(files[file]);
      }
    });
    const cancelled = loader.load(["one/kernel"], abort.signal);
    const other = loader.load(["one/kernel"]);
    abort.abort();
    await expect(cancelled).rejects.toThrow(/abort/i);
    await other;
    expect(loader.has("one/kernel")).toBe(true);
    loader.dispose();
  });
});

describe("fetchFile", () => {
  /** Serves one answer to one function. */
  async function serving<T>(answer: Parameters<typeof createServer>[1], f: (href: string) => Promise<T>): Promise<T> {
    const server = createServer(answer!);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      return await f(`http://127.0.0.1:${(server.address() as AddressInfo).port}/stem.bin`);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  test("tells how much has arrived", async () => {
    const heard: [number, number][] = [];
    const data = await serving(
      (_, response) => {
        response.setHeader("content-length", 5);
        response.end("hello");
      },
      (href) => fetchFile(href, undefined, (loaded, total) => heard.push([loaded, total]))
    );
    expect(new TextDecoder().decode(data)).toBe("hello");
    expect(heard.at(-1)).toEqual([5, 5]);
  });

  test("says what is missing", async () => {
    const missing = serving(
      (_, response) => {
        response.statusCode = 404;
        response.end();
      },
      (href) => fetchFile(href)
    );
    await expect(missing).rejects.toThrow(/weights missing: .*stem.bin \(404\)/);
  });

  test("fails when the connection ends early", async () => {
    const cut = serving(
      (_, response) => {
        response.setHeader("content-length", 10);
        response.write("hello", () => response.destroy());
      },
      (href) => fetchFile(href)
    );
    await expect(cut).rejects.toThrow(/weights truncated: .*stem.bin/);
  });

  test("stops when cancelled", async () => {
    const abort = new AbortController();
    const endless = serving(
      (_, response) => {
        response.write("hello");
        abort.abort();
      },
      (href) => fetchFile(href, abort.signal)
    );
    await expect(endless).rejects.toThrow(/abort/i);
  });
});
