import type {Brought} from "./brought.js";
import {foreignFormat} from "./foreignFormat.js";

type BroughtFile = Brought["files"][number];

/** The files that were brought, told apart. */
export interface Picked {
  model: BroughtFile;
  /** JSON or text beside it that may name the classes. */
  names: BroughtFile | null;
}

const base = (path: string) => path.split("/").at(-1)!;

/**
 * Which of the files brought is the network's `model.json`? The one of that name, or the only JSON that is no list of
 * labels. Throws an error that lists what was given when there is none, or more than one.
 */
export function pickModelFile(files: Brought["files"]): Picked {
  const json = files.filter(({path}) => /\.json$/i.test(path));
  const labels = (file: BroughtFile) => /(labels?|metadata|classes|names)[^/]*\.(json|txt)$/i.test(file.path);
  const named = json.filter(({path}) => base(path) === "model.json");
  const others = json.filter((file) => !labels(file));
  const [model, ...more] = named.length ? named : others.length ? others : json;
  if (!model) {
    const foreign = files.map(({path}) => foreignFormat(base(path))).find((text) => text !== null);
    if (foreign) throw new Error(foreign);
    throw new Error(
      `No model.json among what was given: ${listed(files)}. A network is a model.json and the files of weights that ` +
        "it names; pick them all at once, or their folder."
    );
  }
  if (more.length)
    throw new Error(
      `${more.length + 1} networks at once: ${[model, ...more].map(({path}) => path).join(", ")}. Give one of them with its weights.`
    );
  return {model, names: files.find((file) => file !== model && labels(file)) ?? null};
}

/** The names of files in a sentence, the first few of many. */
export const listed = (files: readonly {path: string}[]): string =>
  files.length
    ? files
        .slice(0, 6)
        .map(({path}) => path)
        .join(", ") + (files.length > 6 ? ` and ${files.length - 6} more` : "")
    : "nothing";
