import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {h} from "./dom.js";

/** Where in which sheet a picture lies. */
export interface GalleryPlan {
  shards: readonly (readonly [from: number, to: number])[];
  columns: number;
  side: number;
  channels: 1 | 3;
}

export interface SheetGallery {
  /** The i-th picture, [side, side, channels]; null while its sheet is not here. */
  pictureOf(index: number): Image | null;
  /** The first n pictures in grey, [n, side, side, 1]. Throws while a sheet is missing. */
  pixels(n: number): Grid;
  /** Puts a sheet into its place. */
  hang(shard: number, sheet: HTMLImageElement): void;
}

/** Small pictures read one by one out of large sheets, which may come one after the other. */
export function sheetGallery({shards, columns, side, channels}: GalleryPlan): SheetGallery {
  const contexts: CanvasRenderingContext2D[] = [];
  const shardOf = (index: number) => shards.findIndex(([from, to]) => index >= from && index < to);
  const corner = (place: number) => [(place % columns) * side, Math.floor(place / columns) * side] as const;
  return {
    pictureOf(index) {
      const shard = shardOf(index);
      const context = contexts[shard];
      if (!context) return null;
      const {data: bytes} = context.getImageData(...corner(index - shards[shard][0]), side, side);
      const data = new Float32Array(side * side * channels);
      for (let p = 0; p < side * side; ++p)
        for (let c = 0; c < channels; ++c) data[p * channels + c] = bytes[4 * p + c] / 255;
      return {data, shape: [side, side, channels]};
    },
    pixels(n) {
      const data = new Float32Array(n * side * side);
      shards.forEach(([from, to], shard) => {
        if (from >= n) return;
        const context = contexts[shard];
        if (!context) throw new Error(`the pictures ${from} to ${to - 1} are not here yet`);
        const {width, height} = context.canvas;
        const {data: bytes} = context.getImageData(0, 0, width, height);
        for (let i = from; i < Math.min(n, to); ++i) {
          const [x, y] = corner(i - from);
          for (let p = 0; p < side * side; ++p)
            data[i * side * side + p] = bytes[4 * ((y + Math.floor(p / side)) * width + x + (p % side))] / 255;
        }
      });
      return {data, shape: [n, side, side, 1]};
    },
    hang(shard, sheet) {
      const canvas = h("canvas", {width: sheet.naturalWidth, height: sheet.naturalHeight});
      const context = canvas.getContext("2d", {willReadFrequently: true})!;
      context.drawImage(sheet, 0, 0);
      contexts[shard] = context;
    }
  };
}
