import {expect, test} from "vitest";
import type {Image} from "../../../../src/components/arrays/image.js";
import {random} from "../../../../src/components/arrays/random.js";
import {slic} from "../../../../src/components/methods/segmentation/slic.js";

const [height, width] = [48, 64];

/** A red disc on blue, with a little noise. */
const disc = ((): {image: Image; inside: boolean[]} => {
  const next = random(1);
  const inside = Array.from(
    {length: height * width},
    (_, p) => Math.hypot(Math.floor(p / width) - 24, (p % width) - 30) < 15
  );
  const data = Float32Array.from(
    inside.flatMap((on) => (on ? [0.8, 0.2, 0.2] : [0.2, 0.2, 0.8]).map((v) => v + 0.03 * next.normal()))
  );
  return {image: {data, shape: [height, width, 3]}, inside};
})();

/** How many connected pieces do the labels make? */
function pieces(labels: Float32Array): number {
  const seen = new Uint8Array(labels.length);
  let count = 0;
  for (let start = 0; start < labels.length; ++start) {
    if (seen[start]) continue;
    ++count;
    const queue = [start];
    seen[start] = 1;
    for (let p; (p = queue.pop()) !== undefined;)
      for (const [q, near] of [
        [p - 1, p % width > 0],
        [p + 1, p % width < width - 1],
        [p - width, true],
        [p + width, true]
      ] as const)
        if (near && q >= 0 && q < labels.length && !seen[q] && labels[q] === labels[start]) {
          seen[q] = 1;
          queue.push(q);
        }
  }
  return count;
}

test("superpixels follow edges, are connected, and about as many as asked", () => {
  const {data, shape} = slic(disc.image, {segments: 40});
  expect(shape).toEqual([height, width]);
  const count = Math.max(...data) + 1;
  expect(count).toBeGreaterThan(20);
  expect(count).toBeLessThan(60);
  expect(new Set(data).size).toBe(count);
  expect(pieces(data)).toBe(count);
  const share = new Map<number, [number, number]>();
  data.forEach((id, p) => {
    const [n, red] = share.get(id) ?? [0, 0];
    share.set(id, [n + 1, red + Number(disc.inside[p])]);
  });
  const strayed = [...share.values()].reduce((sum, [n, red]) => sum + Math.min(red, n - red), 0);
  expect(strayed / data.length).toBeLessThan(0.01);
});

test("with much compactness they are near squares of one size, whatever the colours", () => {
  const {data} = slic(disc.image, {segments: 12, compactness: 1000});
  const sizes = new Map<number, number>();
  data.forEach((id) => sizes.set(id, (sizes.get(id) ?? 0) + 1));
  for (const size of sizes.values()) expect(Math.abs(size / (data.length / sizes.size) - 1)).toBeLessThan(0.3);
});

test("the same every time; one segment; a grey picture of one pixel", () => {
  expect(slic(disc.image)).toEqual(slic(disc.image));
  expect(new Set(slic(disc.image, {segments: 1}).data)).toEqual(new Set([0]));
  expect([...slic({data: new Float32Array(1), shape: [1, 1, 1]}).data]).toEqual([0]);
  expect(() => slic(disc.image, {segments: 0})).toThrow("not 0");
});
