import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {meanByDigit} from "../../../scripts/meanByDigit.js";
import {grid} from "../../../src/components/arrays/grid.js";
import {normals} from "../../../src/components/arrays/random.js";
import {arrowShards} from "../../../src/data/activations/store.js";
import {figureList} from "../../../src/data/publish/figureList.js";
import {partOf, SHOWN, shownSources} from "../../../src/data/publish/shownSources.js";
import {added, meansOf, partialOf} from "../../../src/publish/shardMeans.js";
import {valueInWords} from "../../../src/publish/valueInWords.js";

const PAGES = readdirSync("src/publish").filter((file) => file.endsWith(".md"));
const page = (file: string) => readFileSync(`src/publish/${file}`, "utf8");

describe("code that pages show", () => {
  test("every source that a page asks for is given, and every one given is asked for", async () => {
    const given = await shownSources();
    const asked = PAGES.flatMap((file) =>
      [...page(file).matchAll(/sources\[(["'])(.+?)\1\]/g)].map(([, , key]) => key)
    );
    expect(new Set(asked)).toEqual(new Set(SHOWN));
    for (const key of asked) expect(given, key).toHaveProperty([key]);
  });

  test("parts of a file: a declaration with its comment, lines with their literal, entries of an object", () => {
    const text =
      '/** One. */\nexport const a = {\n  x: () => f(\n    1\n  ),\n  "y z": () => g()\n};\nconst l = [\n  {\n    n: "b"\n  },\n];\n';
    expect(partOf(text, "a")).toMatch(/^\/\*\* One\. \*\/\nexport const a/);
    expect(partOf(text, '/n: "b"/')).toBe('{\n  n: "b"\n},');
    expect(partOf(text, "=a")).toEqual({x: "f(\n  1\n)", "y z": "g()"});
    expect(() => partOf(text, "nothing")).toThrow("nothing to show");
  });

  test("the first page is as short as the page on starting says: ten lines beside its imports", () => {
    const cells = [...page("first-page.md").matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code);
    const lines = cells.flatMap((code) => code.trim().split("\n")).filter((line) => !line.startsWith("import"));
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  test("the commands shown exist", async () => {
    const {scripts} = JSON.parse(readFileSync("package.json", "utf8"));
    const shell = (await shownSources())["README.md#/npm ci && npm run dev/"] as string;
    for (const [, name] of shell.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(name);
  });

  test("every address of a figure that the pages link to names a page and one of its figures", async () => {
    const figures = new Set((await figureList()).map(({page, id}) => `${page.slice(1)}:${id}`));
    const named = PAGES.flatMap((file) => [...page(file).matchAll(/embed\.figure=([\w/:-]+)/g)].map(([, key]) => key));
    expect(named.length).toBeGreaterThan(2);
    for (const key of named) expect(figures).toContain(key);
  });
});

describe("stills", () => {
  test("the list and the folder hold the same files, together under 1.5 MB, all of figures that exist", async () => {
    const text = readFileSync("src/publish/stills.ts", "utf8");
    const listed = [...text.matchAll(/"([^"]+)": still\(FileAttachment\("\.\.\/stills\/([^"]+)"\)/g)];
    const files = existsSync("src/stills") ? readdirSync("src/stills") : [];
    expect(listed.map(([, , file]) => file).sort()).toEqual(files.sort());
    expect(files.reduce((sum, file) => sum + statSync(`src/stills/${file}`).size, 0)).toBeLessThan(1.5e6);
    const figures = new Set((await figureList()).map(({page, id}) => `${page.slice(1)}:${id}`));
    expect(listed.map(([, key]) => key).filter((key) => !figures.has(key))).toEqual([]);
  });
});

describe("the activation store, read elsewhere", () => {
  const N = 60;
  const values = grid(normals(N * 2, 4), [N, 2]);
  const labels = Uint8Array.from({length: N}, (_, i) => (i * 7) % 10);
  let folder: string;
  let scale: {low: number; step: number};
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "store-"));
    const shards: [number, number][] = [
      [0, 13],
      [13, 60]
    ];
    const {files, ...bytes} = arrowShards({kind: "units", values, explained: 1}, labels, shards);
    files.forEach((file, i) => writeFileSync(`${folder}/net-a-${i}.arrow`, file));
    const layer = {network: "net", layer: "a", ...bytes, files: ["net-a-0.arrow", "net-a-1.arrow"]};
    writeFileSync(`${folder}/manifest.json`, JSON.stringify({layers: [layer]}));
    scale = {low: bytes.scale.low[1], step: bytes.scale.step[1]};
  });
  afterAll(() => rmSync(folder, {recursive: true}));

  /** The means from the numbers before they became bytes. */
  const truth = () =>
    Array.from({length: 10}, (_, d) => {
      const own = [...labels.keys()].filter((i) => labels[i] === d);
      return own.reduce((sum, i) => sum + values.data[2 * i + 1], 0) / own.length;
    });

  test("workers that know one shard each, merged, give the mean of each digit", async () => {
    const means = await meanByDigit(folder, "net", "a", 1);
    truth().forEach((mean, d) => expect(Math.abs(means[d] - mean)).toBeLessThan(scale.step));
    await expect(meanByDigit(folder, "net", "b")).rejects.toThrow("no layer net/b");
  });

  test("the same in Python, where it and its Arrow are installed", async ({skip}) => {
    const python = process.env.PYTHON ?? "python3";
    try {
      execFileSync(python, ["-c", "import pyarrow"], {stdio: "ignore"});
    } catch {
      return skip("no Python with pyarrow (PYTHON names one)");
    }
    const printed = execFileSync(python, ["docs/mean_by_digit.py", folder, "net", "a", "1"], {encoding: "utf8"});
    const here = await meanByDigit(folder, "net", "a", 1);
    (JSON.parse(printed) as number[]).forEach((mean, d) => expect(mean).toBeCloseTo(here[d], 10));
  });

  test("partials add up in any grouping", () => {
    const part = (from: number, to: number) =>
      partialOf(
        labels.slice(from, to),
        Uint8Array.from({length: to - from}, (_, i) => from + i),
        {low: 1, step: 0.5}
      );
    const whole = meansOf(part(0, 60));
    const grouped = meansOf(added(part(0, 5), added(part(5, 40), part(40, 60))));
    grouped.forEach((mean, d) => expect(mean).toBeCloseTo(whole[d], 12));
    expect(meansOf({sums: [1, 0], counts: [2, 0]})).toEqual([0.5, NaN]);
  });
});

test("any value of a control fits in a line", () => {
  const image = {data: new Float32Array([0, 1]), shape: [1, 2, 1]};
  expect(valueInWords(image)).toBe("an image of 1 × 2 × 1, mean 0.500");
  expect(valueInWords({id: "c", title: "Cat", image, crop: {x: 0, y: 1, width: 2, height: 2}})).toBe(
    "“Cat” (c), an image of 1 × 2 × 1, mean 0.500, square of 2 at 0, 1"
  );
  expect(valueInWords(1 / 3)).toBe("0.3333");
  expect(valueInWords(["u"])).toBe('["u"]');
  expect(valueInWords(undefined)).toContain("loading");
});
