import {describe, expect, test} from "vitest";
import {apiOf, commentText, fileOf} from "../../../src/data/publish/api.js";
import {searchApi} from "../../../src/components/views/apiReference.js";

const SOURCE = `import x from "y";

/** Not for others. */
const hidden = 1;

/**
 * How much? First
 * paragraph with \`code\`.
 *
 * Second.
 * @see Adams (2001), "A title",
 * https://example.test
 * @param a is not shown
 */
export async function* thing(
  a: number,
  b = {c: 1}
): AsyncGenerator<number> {
  yield a;
}

/** An arrow. */
export const half = (n: number): number => n / 2;
export const LIST = ["a", "b"];
/** A shape. */
export interface Shape {
  /** How wide. */
  width: number;
}
export function thing2(a: string): void;
`;

describe("one file", () => {
  const file = fileOf("room/thing", SOURCE);
  const named = (name: string) => file.entries.find((entry) => entry.name === name)!;

  test("lists what is exported, the file's main export first", () => {
    expect(file.room).toBe("room");
    expect(file.entries.map(({name, kind}) => `${kind} ${name}`)).toEqual([
      "function thing",
      "function half",
      "constant LIST",
      "type Shape",
      "function thing2"
    ]);
  });

  test("shows declarations without their bodies", () => {
    expect(named("thing").signature).toBe(
      "async function* thing(\n  a: number,\n  b = {c: 1}\n): AsyncGenerator<number>"
    );
    expect(named("half").signature).toBe("const half = (n: number): number => …");
    expect(named("LIST").signature).toBe('const LIST = ["a", "b"]');
    expect(named("Shape").signature).toContain("/** How wide. */");
  });

  test("reads the comment's paragraphs and its sources, and no other tags", () => {
    expect(named("thing").text).toBe("How much? First paragraph with `code`.\n\nSecond.");
    expect(named("thing").see).toEqual(['Adams (2001), "A title", https://example.test']);
    expect(commentText(" Plain. ")).toEqual({text: "Plain.", see: []});
  });
});

describe("the library", () => {
  const api = apiOf();

  test("every room is there, and every file's main export says something of itself", () => {
    expect(new Set(api.map(({room}) => room))).toEqual(
      new Set(["arrays", "lab", "models", "methods", "jobs", "views", "inputs", "figure"])
    );
    const silent = api.filter(({text, entries}) => !text && !entries.some((entry) => entry.text));
    expect(silent.map(({path}) => path)).toEqual([]);
  });

  test("no name stands twice in a file, so that every link leads to one place", () => {
    for (const {path, entries} of api) expect(new Set(entries.map(({name}) => name)).size, path).toBe(entries.length);
  });

  test("a search for a name puts that name first; every word must be found", () => {
    expect(searchApi(api, ["lime"])[0].entry.name).toBe("lime");
    expect(searchApi(api, ["kernelshap"])[0].path).toBe("methods/attribution/kernelShap");
    expect(searchApi(api, ["occlusion", "xyzzy"])).toEqual([]);
  });
});
