/** A network as the reader brings it: files that were picked or dropped, or the address of its `model.json`. */
export interface Brought {
  /** A file's, a folder's or an address' name, for people. */
  name: string;
  /** With their paths inside the folder that was brought. Empty when it comes by address. */
  files: readonly {path: string; blob: Blob}[];
  address: string | null;
}

/** One thing that was checked, and what came of it, in a sentence for the reader. */
export interface Finding {
  about: string;
  level: "good" | "note" | "warning" | "bad";
  text: string;
}
