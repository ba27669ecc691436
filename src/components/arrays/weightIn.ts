import type {Grid} from "./grid.js";
import {toGrey, type Image, type Rect} from "./image.js";

/** How much of a map's weight lies inside a rectangle of it? A share, 0 … 1, of Σ|value| over [h, w]. */
export function weightInside({data, shape: [, width]}: Grid, rect: Rect): number {
  const inside = (i: number) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
  };
  return shareWhere(data, inside);
}

/** How much of a map's weight lies on the darkest fifth of the picture? A share, 0 … 1; .2 when darkness does not matter. */
export function weightOnDark({data}: Grid, image: Image): number {
  const luma = toGrey(image).data;
  const order = Uint32Array.from(luma, (_, i) => i).sort((i, j) => luma[i] - luma[j] || i - j);
  const dark = new Uint8Array(luma.length);
  for (const i of order.subarray(0, Math.round(luma.length / 5))) dark[i] = 1;
  return shareWhere(data, (i) => dark[i] === 1);
}

function shareWhere(data: Float32Array, counts: (i: number) => boolean): number {
  let all = 0;
  let some = 0;
  data.forEach((v, i) => {
    all += Math.abs(v);
    if (counts(i)) some += Math.abs(v);
  });
  return all ? some / all : 0;
}
