import {describe, expect, it} from "vitest";
import {centreSquare} from "../../../src/components/arrays/image.js";
import {cameraMessage} from "../../../src/components/inputs/camera.js";
import {
  clampCrop,
  panCrop,
  readPicture,
  wholeSquare,
  writePicture,
  zoomCrop
} from "../../../src/components/inputs/crop.js";
import {stretches} from "../../../src/components/inputs/cropEditor.js";
import {notesOn, problemWith, reducedSize, svgSize, undecodable} from "../../../src/components/inputs/decodeImage.js";
import {sniff} from "../../../src/components/inputs/sniff.js";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : part)));

const pngOf = (width: number, height: number, ...more: string[]) => {
  const size = (n: number) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
  return bytes([0x89], "PNG\r\n", [0x1a, 10], size(13), "IHDR", size(width), size(height), [8, 2, 0, 0, 0], ...more);
};

/** A GIF with some one-pixel frames and a comment between them. */
const gifOf = (frames: number) => {
  const frame = [0x21, 0xf9, 4, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
  return bytes(
    "GIF89a",
    [20, 0, 10, 0, 0x80, 0, 0],
    [0, 0, 0, 255, 255, 255],
    [0x21, 0xfe, 2, 104, 105, 0],
    ...Array(frames).fill(frame),
    [0x3b]
  );
};

describe("sniff", () => {
  it("goes by the bytes", () => {
    expect(sniff(bytes()).format).toBe("empty");
    expect(sniff(bytes("Dear diary,\nthis is no picture.")).format).toBe("text");
    expect(sniff(bytes('<?xml version="1.0"?>\n<svg viewBox="0 0 1 1"/>')).format).toBe("svg");
    expect(sniff(bytes("%PDF-1.7")).format).toBe("pdf");
    expect(sniff(bytes([0, 0, 0, 24], "ftypheic", [0, 0, 0, 0], "mif1heic")).format).toBe("heic");
    expect(sniff(bytes([0, 0, 0, 24], "ftypmif1", [0, 0, 0, 0], "avifmiaf")).format).toBe("avif");
    expect(sniff(bytes([0, 0, 0, 16], "ftypisom", [0, 0, 0, 0])).format).toBe("unknown");
    expect(sniff(bytes([1, 2, 3, 0, 0, 9])).format).toBe("unknown");
  });

  it("reads sizes from headers", () => {
    expect(sniff(pngOf(12000, 80))).toEqual({format: "png", width: 12000, height: 80, animated: false});
    const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, 1, 44, 1, 144, 3, 0]);
    expect(sniff(jpeg)).toEqual({format: "jpeg", width: 400, height: 300});
    const webp = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0], [2, 0, 0, 0], [15, 39, 0], [99, 0, 0]);
    expect(sniff(webp)).toEqual({format: "webp", width: 10000, height: 100, animated: true});
    const lossless = bytes("RIFF", [0, 0, 0, 0], "WEBPVP8L", [0, 0, 0, 0, 0x2f], [0x3f, 0xc1, 0x18, 0]);
    expect(sniff(lossless)).toEqual({format: "webp", width: 320, height: 100});
  });

  it("counts a GIF's frames", () => {
    expect(sniff(gifOf(1))).toEqual({format: "gif", width: 20, height: 10, animated: false});
    expect(sniff(gifOf(3))).toEqual({format: "gif", width: 20, height: 10, animated: true});
    expect(sniff(gifOf(3).subarray(0, 30)).animated).toBe(false);
  });

  it("tells an animated PNG", () => expect(sniff(pngOf(20, 20, "....acTL....IDAT")).animated).toBe(true));

  it("does not loop on a JPEG cut short", () => {
    expect(sniff(bytes([0xff, 0xd8, 0xff])).format).toBe("jpeg");
    expect(sniff(bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xe0, 0, 0, 0, 0, 0, 0])).format).toBe("jpeg");
  });
});

describe("what is said of a picture", () => {
  it("has a message of its own for each thing that is wrong", () => {
    const messages = [
      problemWith(sniff(bytes()), "a.png"),
      problemWith(sniff(bytes("hello")), "a.png"),
      problemWith(sniff(bytes("%PDF-1")), "a.png"),
      problemWith(sniff(bytes([1, 0, 2])), "a.png"),
      problemWith(sniff(pngOf(1, 1)), "a.png"),
      problemWith(sniff(pngOf(30000, 30000)), "a.png"),
      problemWith(sniff(pngOf(12000, 40)), "a.png"),
      undecodable("heic", "a.png"),
      undecodable("png", "a.png"),
      undecodable("tiff", "a.png")
    ];
    for (const message of messages) expect(message).toMatch(/^“a\.png” .*\.\)?$/);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages[1]).toContain("text, not a picture");
    expect(messages[4]).toContain("1 × 1 pixels: too small");
    expect(messages[7]).toContain("HEIC");
  });

  it("lets a 12,000-pixel-wide picture through and says that it was reduced", () => {
    const kind = sniff(pngOf(12000, 3000));
    expect(problemWith(kind, "wide.png")).toBe(null);
    expect(notesOn(kind)).toEqual(["Reduced from 12,000 × 3,000 to 1,024 × 256 pixels."]);
  });

  it("says when only the first frame was taken, and nothing of an ordinary picture", () => {
    expect(notesOn(sniff(gifOf(2)))).toEqual(["It moves: this is the first frame of a GIF animation."]);
    expect(notesOn(sniff(pngOf(600, 400)))).toEqual([]);
  });

  it("keeps the proportions of large pictures and the size of small ones", () => {
    expect(reducedSize(4032, 3024)).toEqual([1024, 768]);
    expect(reducedSize(3024, 4032)).toEqual([768, 1024]);
    expect(reducedSize(600, 400)).toEqual([600, 400]);
  });

  it("gives an SVG a size from its root, its viewBox, or none", () => {
    expect(svgSize("20px", "10", null)).toEqual([1024, 512]);
    expect(svgSize("100%", null, "0 0 3 6")).toEqual([512, 1024]);
    expect(svgSize(null, null, "rubbish")).toEqual([1024, 1024]);
  });

  it("tells refused, absent and busy cameras apart", () => {
    const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "Insecure", "Other"];
    expect(new Set(names.map(cameraMessage)).size).toBe(names.length);
  });
});

describe("crop", () => {
  const image = {shape: [300, 450, 3]};

  it("shows the middle, or all of it", () => {
    expect(centreSquare(image)).toEqual({x: 75, y: 0, width: 300, height: 300});
    expect(wholeSquare(image)).toEqual({x: 0, y: -75, width: 450, height: 450});
    expect(clampCrop(wholeSquare(image), image)).toEqual(wholeSquare(image));
  });

  it("is always a square in whole pixels with its middle inside the image", () => {
    for (const wild of [
      {x: -9999, y: 9999, width: 1e6, height: 1},
      {x: 1e5, y: -1e5, width: 0, height: 0},
      {x: 3.7, y: 2.2, width: 99.5, height: 12}
    ]) {
      const {x, y, width, height} = clampCrop(wild, image);
      expect(width).toBe(height);
      expect([x, y, width].every(Number.isInteger)).toBe(true);
      expect(width).toBeGreaterThanOrEqual(8);
      expect(width).toBeLessThanOrEqual(450);
      expect(Math.abs(x + width / 2 - 225)).toBeLessThanOrEqual(225.5);
      expect(Math.abs(y + width / 2 - 150)).toBeLessThanOrEqual(150.5);
    }
  });

  it("zooms about the point under the pointer", () => {
    const crop = {x: 100, y: 50, width: 200, height: 200};
    const near = zoomCrop(crop, 0.5, image, 0.25, 0.75);
    expect(near).toEqual({x: 125, y: 125, width: 100, height: 100});
    expect(zoomCrop(near, 2, image, 0.25, 0.75)).toEqual(crop);
  });

  it("moves by pixels", () => expect(panCrop(centreSquare(image), -10, 5, image)).toMatchObject({x: 65, y: 5}));

  it("draws the edges on beyond the image", () => {
    expect(stretches(10, 100, 300, 2)).toEqual([[10, 100, 0, 200]]);
    expect(stretches(-75, 450, 300, 1)).toEqual([
      [0, 1, 0, 75],
      [0, 300, 75, 300],
      [299, 1, 375, 75]
    ]);
  });
});

describe("pictures in the address", () => {
  const image = {shape: [300, 450, 3]};
  const read = (text: string) => readPicture(text, ["coffee", "chelsea"], "coffee", "Photo");

  it("come back as they were written", () => {
    expect(writePicture("chelsea", centreSquare(image), image)).toBe("chelsea");
    const crop = {x: -12, y: 30, width: 200, height: 200};
    expect(writePicture("chelsea", crop, image)).toBe("chelsea:-12,30,200");
    expect(read("chelsea:-12,30,200")).toEqual({id: "chelsea", crop, note: null});
    expect(read("chelsea")).toEqual({id: "chelsea", crop: null, note: null});
  });

  it("says why somebody's own picture cannot be shown", () => {
    expect(read("own")).toMatchObject({id: "coffee", crop: null});
    expect(read("own").note).toContain("never left their browser");
  });

  it.each(["nothing", "chelsea:1,2", "chelsea:a,b,c", "chelsea:1,2,-3", ""])("makes “%s” legal and says so", (text) => {
    const {id, crop, note} = read(text);
    expect(["coffee", "chelsea"]).toContain(id);
    expect(crop).toBe(null);
    expect(note).toMatch(/^Photo: “.*\.$/);
  });
});
