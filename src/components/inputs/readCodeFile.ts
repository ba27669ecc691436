import {sniff} from "./sniff.js";

/** Files larger than this are not opened: nobody wants to scroll through them, and the network reads 10,000 bytes. */
export const LARGEST_FILE = 1_000_000;

/** As much of a text as is kept: some more than the network reads. */
export const LONGEST_TEXT = 12_000;

export interface CodeFile {
  text: string;
  /** What the reader should know of how it was taken; empty when nothing. */
  note: string;
}

const PICTURES = ["png", "jpeg", "gif", "webp", "avif", "heic", "bmp", "tiff"];

/**
 * The text of a file that a reader brought: UTF-8, or UTF-16 with its mark; line ends made plain. The message of the
 * error it throws is for the reader and names the file.
 */
export function readCodeFile(bytes: Uint8Array, name: string): CodeFile {
  const {format} = sniff(bytes);
  if (format === "empty") throw new Error(`“${name}” is empty: it holds 0 bytes.`);
  if (PICTURES.includes(format)) throw new Error(`“${name}” is a picture (${format.toUpperCase()}), not a text.`);
  if (format === "pdf") throw new Error(`“${name}” is a PDF document. Copy its text and paste it here.`);
  if (bytes.length > LARGEST_FILE)
    throw new Error(
      `“${name}” is too large: ${(bytes.length / 1e6).toFixed(1)} MB. Files up to ${LARGEST_FILE / 1e6} MB are opened.`
    );
  const text = decode(bytes, name).replace(/\r\n?/g, "\n");
  if (!/\S/.test(text)) throw new Error(`“${name}” holds nothing but white space.`);
  if (text.length <= LONGEST_TEXT) return {text, note: ""};
  const cut = text.slice(0, LONGEST_TEXT).replace(/[^\n]*$/, "") || text.slice(0, LONGEST_TEXT);
  return {
    text: cut,
    note: `“${name}” has ${text.length.toLocaleString("en-GB")} characters; the first ${cut.length.toLocaleString("en-GB")} are shown. The network reads 10,000.`
  };
}

function decode(bytes: Uint8Array, name: string): string {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
  let text = "";
  try {
    text = new TextDecoder(wide || "utf-8", {fatal: true}).decode(bytes);
  } catch {
    if (!bytes.includes(0)) return new TextDecoder("windows-1252").decode(bytes);
  }
  if (!text || text.includes("\0"))
    throw new Error(
      `“${name}” is a binary file: a program that was already compiled, or an archive. It needs its source.`
    );
  return text;
}
