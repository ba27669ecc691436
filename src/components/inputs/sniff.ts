/** What a file is by its bytes, whatever its name says. */
export interface FileKind {
  format:
    "png" | "jpeg" | "gif" | "webp" | "avif" | "heic" | "bmp" | "svg" | "tiff" | "pdf" | "text" | "unknown" | "empty";
  /** In pixels, where the header tells. */
  width?: number;
  height?: number;
  /** Does it hold more than one frame? */
  animated?: boolean;
}

/** Which kind of file is this? Looks at the bytes only; sizes are those stored, before any EXIF rotation. */
export function sniff(bytes: Uint8Array): FileKind {
  if (!bytes.length) return {format: "empty"};
  if (ascii(bytes, 1, 3) === "PNG") return png(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpeg(bytes);
  if (ascii(bytes, 0, 4) === "GIF8") return gif(bytes);
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return webp(bytes);
  if (ascii(bytes, 4, 4) === "ftyp") return isoMedia(bytes);
  if (ascii(bytes, 0, 2) === "BM" && bytes.length > 26)
    return {format: "bmp", width: little(bytes, 18, 4), height: Math.abs(little(bytes, 22, 4) | 0)};
  if (["II*\0", "MM\0*"].includes(ascii(bytes, 0, 4))) return {format: "tiff"};
  if (ascii(bytes, 0, 4) === "%PDF") return {format: "pdf"};
  if (!isText(bytes)) return {format: "unknown"};
  return /<svg[\s>]/i.test(ascii(bytes, 0, 4096)) ? {format: "svg"} : {format: "text"};
}

const ascii = (bytes: Uint8Array, start: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(start, start + length));

const big = (bytes: Uint8Array, start: number, length: number): number =>
  bytes.subarray(start, start + length).reduce((n, byte) => n * 256 + byte, 0);

const little = (bytes: Uint8Array, start: number, length: number): number =>
  bytes.subarray(start, start + length).reduceRight((n, byte) => n * 256 + byte, 0);

/** Text has no control characters besides tabs, line ends and the like. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 1024).every((byte) => byte >= 32 || (byte >= 8 && byte <= 13) || byte === 27);

function png(bytes: Uint8Array): FileKind {
  // An animated PNG names its frames in an acTL chunk before the first pixel data.
  const head = ascii(bytes, 0, 4096);
  const animation = head.indexOf("acTL");
  const pixels = head.indexOf("IDAT");
  const animated = animation > 0 && (pixels < 0 || animation < pixels);
  return {format: "png", width: big(bytes, 16, 4), height: big(bytes, 20, 4), animated};
}

/** Walks the segments up to the start of frame, which holds the size. */
function jpeg(bytes: Uint8Array): FileKind {
  for (let i = 2; i + 9 < bytes.length && bytes[i] === 0xff;) {
    const marker = bytes[i + 1];
    const startOfFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (startOfFrame) return {format: "jpeg", height: big(bytes, i + 5, 2), width: big(bytes, i + 7, 2)};
    i += 2 + big(bytes, i + 2, 2);
  }
  return {format: "jpeg"};
}

/** Walks the blocks and stops at a second image descriptor. */
function gif(bytes: Uint8Array): FileKind {
  const tableSize = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let frames = 0;
  let i = 13 + tableSize(bytes[10]);
  const skipBlocks = () => {
    while (bytes[i]) i += bytes[i] + 1;
    i += 1;
  };
  while (i < bytes.length && frames < 2) {
    if (bytes[i] === 0x2c) {
      frames += 1;
      i += 11 + tableSize(bytes[i + 9]);
      skipBlocks();
    } else if (bytes[i] === 0x21) {
      i += 2;
      skipBlocks();
    } else break;
  }
  return {format: "gif", width: little(bytes, 6, 2), height: little(bytes, 8, 2), animated: frames > 1};
}

function webp(bytes: Uint8Array): FileKind {
  switch (ascii(bytes, 12, 4)) {
    case "VP8X":
      return {
        format: "webp",
        width: 1 + little(bytes, 24, 3),
        height: 1 + little(bytes, 27, 3),
        animated: (bytes[20] & 2) !== 0
      };
    case "VP8L":
      return {
        format: "webp",
        width: 1 + (little(bytes, 21, 2) & 0x3fff),
        height: 1 + ((little(bytes, 22, 3) >> 6) & 0x3fff)
      };
    case "VP8 ":
      return {format: "webp", width: little(bytes, 26, 2) & 0x3fff, height: little(bytes, 28, 2) & 0x3fff};
    default:
      return {format: "webp"};
  }
}

/** AVIF and HEIC share a container; the brands in its first box tell them apart. */
function isoMedia(bytes: Uint8Array): FileKind {
  const brands = ascii(bytes, 8, Math.min(big(bytes, 0, 4), 64) - 8).match(/.{1,4}/gs) ?? [];
  if (brands.some((brand) => brand.startsWith("avi"))) return {format: "avif", animated: brands[0] === "avis"};
  return {format: brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand)) ? "heic" : "unknown"};
}
