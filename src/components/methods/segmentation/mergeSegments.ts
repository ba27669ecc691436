import type {Grid} from "../../arrays/grid.js";
import type {Image} from "../../arrays/image.js";

/** A segment: its pixels' number, the sums of their colours and places, and the segments it touches. */
interface Region {
  size: number;
  sums: Float64Array;
  touches: Set<number>;
}

/**
 * Which pieces make one thing? Joins touching segments, always the pair whose union loses least of the variance of
 * colour and place (Ward's criterion: n₁n₂ / (n₁ + n₂) · |mean₁ − mean₂|²), until exactly `count` are left. Places run
 * from 0 to `nearness` over the picture, colours from 0 to 1: 0 joins by colour alone. Segments are ids 0 … n − 1,
 * [h, w], as `slic` makes them; the result is numbered by first occurrence in reading order.
 * @see Ward (1963), "Hierarchical grouping to optimize an objective function",
 * https://doi.org/10.1080/01621459.1963.10500845
 */
export function mergeSegments(image: Image, segments: Grid, count: number, nearness = 0): Grid {
  const regions = regionsOf(image, segments, nearness);
  if (!(count >= 1 && count <= regions.size))
    throw new RangeError(`${regions.size} segments cannot become ${count}: give 1 to ${regions.size}`);
  const joined = new Map<number, number>();
  while (regions.size > count) {
    const [a, b] = cheapestPair(regions);
    merge(regions, a, b);
    joined.set(b, a);
  }
  const root = (id: number): number => (joined.has(id) ? root(joined.get(id)!) : id);
  const numbers = new Map<number, number>();
  const data = segments.data.map((id) => {
    const r = root(id);
    if (!numbers.has(r)) numbers.set(r, numbers.size);
    return numbers.get(r)!;
  });
  return {data, shape: [...segments.shape]};
}

function regionsOf(
  {data, shape: [height, width, channels]}: Image,
  segments: Grid,
  nearness: number
): Map<number, Region> {
  const regions = new Map<number, Region>();
  const of = (p: number) => segments.data[p];
  for (let p = 0; p < height * width; ++p) {
    let region = regions.get(of(p));
    if (!region) regions.set(of(p), (region = {size: 0, sums: new Float64Array(channels + 2), touches: new Set()}));
    region.size += 1;
    for (let c = 0; c < channels; ++c) region.sums[c] += data[p * channels + c];
    region.sums[channels] += (nearness * Math.floor(p / width)) / height;
    region.sums[channels + 1] += (nearness * (p % width)) / width;
    for (const q of [p % width ? p - 1 : -1, p - width, (p + 1) % width ? p + 1 : -1, p + width])
      if (q >= 0 && q < height * width && of(q) !== of(p)) region.touches.add(of(q));
  }
  return regions;
}

function cheapestPair(regions: Map<number, Region>): [number, number] {
  let best: [number, number] | null = null;
  let least = Infinity;
  for (const [a, first] of regions)
    for (const b of first.touches) {
      if (b <= a) continue;
      const cost = lossOf(first, regions.get(b)!);
      if (cost < least) [least, best] = [cost, [a, b]];
    }
  if (!best) throw new RangeError("the segments do not touch: they are no picture's");
  return best;
}

function lossOf(a: Region, b: Region): number {
  const apart = a.sums.reduce((sum, v, c) => sum + (v / a.size - b.sums[c] / b.size) ** 2, 0);
  return ((a.size * b.size) / (a.size + b.size)) * apart;
}

/** b becomes part of a. */
function merge(regions: Map<number, Region>, a: number, b: number): void {
  const [into, from] = [regions.get(a)!, regions.get(b)!];
  into.size += from.size;
  into.sums = into.sums.map((v, c) => v + from.sums[c]);
  for (const n of from.touches) {
    const neighbour = regions.get(n)!;
    neighbour.touches.delete(b);
    if (n !== a) {
      neighbour.touches.add(a);
      into.touches.add(n);
    }
  }
  regions.delete(b);
}
