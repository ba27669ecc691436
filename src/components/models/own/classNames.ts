/**
 * Reads the names of a network's classes: one a line, or JSON, as a list, as {"0": "cat", …}, or with a list under
 * `labels` or `classes`. In a JSON list of lists (["n02123045", "tabby"]) the last text names the class. Throws an
 * error for the reader when it is none of these.
 */
export function readClassNames(text: string): string[] {
  const trimmed = text.trim();
  if (!trimmed) return [];
  const names = /^[[{]/.test(trimmed) ? fromJSON(trimmed) : trimmed.split(/\r?\n/).map((line) => line.trim());
  if (names.length < 2 && !/^[[{]/.test(trimmed) && trimmed.includes(","))
    return trimmed.split(",").map((n) => n.trim());
  return names;
}

function fromJSON(text: string): string[] {
  let json: any;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`The class names start like JSON and are not (${(error as Error).message}). ${LEGAL}`);
  }
  const list = Array.isArray(json) ? json : (json.labels ?? json.classes ?? json.class_names ?? inOrder(json));
  if (!Array.isArray(list) || !list.length) throw new Error(`There are no class names in this JSON. ${LEGAL}`);
  return list.map(nameOf);
}

const LEGAL = 'Legal are one name a line, ["cat", "dog"], or {"0": "cat", "1": "dog"}.';

/** {"0": "cat"} by number, or {"cat": 0}, as Keras' class_indices has it. */
function inOrder(json: Record<string, any>): unknown[] | null {
  const entries = Object.entries(json);
  if (entries.every(([key]) => /^\d+$/.test(key)))
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, name]) => name);
  if (entries.every(([, value]) => Number.isInteger(value)))
    return entries.sort((a, b) => a[1] - b[1]).map(([key]) => key);
  return null;
}

function nameOf(item: unknown): string {
  const name = Array.isArray(item) ? item.at(-1) : typeof item === "object" && item ? (item as any).name : item;
  if (typeof name !== "string" && typeof name !== "number")
    throw new Error(`A class name must be text, not ${JSON.stringify(item)?.slice(0, 40)}. ${LEGAL}`);
  return String(name);
}

/** Names for `count` classes: those given, “class 7” where one is missing. Says what does not fit. */
export function fitNames(names: readonly string[], count: number): {classes: string[]; note: string | null} {
  const classes = Array.from({length: count}, (_, i) => names[i] || `class ${i}`);
  if (!names.length || names.length === count) return {classes, note: null};
  const rest = names.length > count ? "The last ones are left out" : "The others are numbered";
  return {classes, note: `${names.length} names were given and the network has ${count} answers. ${rest}.`};
}
