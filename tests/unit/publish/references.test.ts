import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {citeData} from "../../../src/data/publish/citeData.js";
import {mergeReferences, namesIn, referencesInSee, referencesInSources} from "../../../src/data/publish/references.js";
import {readCff} from "../../../src/data/publish/cff.js";
import {tablesIn} from "../../../src/data/publish/provenanceTables.js";
import {techniques} from "../../../src/guide/techniques.js";

test("works named after @see, in both of the ways that the sources write them", () => {
  expect(
    referencesInSee(
      'Smilkov et al. (2017), "SmoothGrad: removing noise", section 2, https://arxiv.org/abs/1706.03825; ' +
        'Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017), "diversity"; ' +
        "Sussillo & Barak (2013), Opening the Black Box, Neural Computation 25(3), section 3; " +
        "tensorflow/lucid, lucid/optvis/transform.py"
    )
  ).toEqual([
    {
      authors: ["Smilkov", "others"],
      title: "SmoothGrad: removing noise",
      year: "2017",
      url: "https://arxiv.org/abs/1706.03825"
    },
    {authors: ["Olah", "Mordvintsev", "Schubert"], title: "Feature Visualization", year: "2017", journal: "Distill"},
    {authors: ["Sussillo", "Barak"], title: "Opening the Black Box", year: "2013", journal: "Neural Computation 25"}
  ]);
});

test("a place in a work is no title", () => {
  const [reference] = referencesInSee("Zeiler & Fergus (2014), section 4.2, https://arxiv.org/abs/1311.2901");
  expect(reference).toEqual({
    authors: ["Zeiler", "Fergus"],
    title: "",
    year: "2014",
    url: "https://arxiv.org/abs/1311.2901"
  });
});

test("works in a page's sources, with and without an address, with brackets in it", () => {
  expect(
    referencesInSources(
      "Maps: Adebayo and others, [“Sanity checks”](https://a.test/x(03)1-4) (2018); Wilson, “Probable inference” (1927). " +
        "The misreadings follow Wattenberg, Viégas and Johnson, [“How to use t-SNE”](https://b.test) (2016)."
    )
  ).toEqual([
    {authors: ["Adebayo", "others"], title: "Sanity checks", year: "2018", url: "https://a.test/x(03)1-4"},
    {authors: ["Wilson"], title: "Probable inference", year: "1927"},
    {authors: ["Wattenberg", "Viégas", "Johnson"], title: "How to use t-SNE", year: "2016", url: "https://b.test"}
  ]);
  expect(namesIn("Kim, Khanna and Koyejo")).toEqual(["Kim", "Khanna", "Koyejo"]);
});

test("one entry a work: by address, or by author, year and the beginning of the title", () => {
  const work = (authors: string[], title: string, uses: string[], url?: string) => ({
    authors,
    title,
    year: "2018",
    uses,
    url
  });
  const merged = mergeReferences([
    work(["Kim", "others"], "Interpretability", ["/a"], "https://arxiv.org/abs/1/"),
    work(["Kim", "Wattenberg"], "", ["b"], "http://arxiv.org/abs/1"),
    work(["Kim", "others"], "Interpretability: TCAV", ["c"]),
    work(["Lee"], "Interpretability", ["d"])
  ]);
  expect(merged).toHaveLength(2);
  expect(merged[0]).toMatchObject({
    authors: ["Kim", "Wattenberg"],
    title: "Interpretability: TCAV",
    uses: ["/a", "b", "c"]
  });
});

test("what a method's page names as its source can be cited; every work has a use", async () => {
  const read = (file: string) => readFile(file, "utf8");
  const data = await citeData(await read("CITATION.cff"), await read("PROVENANCE.md"), read);
  expect(data.works.length).toBeGreaterThan(100);
  for (const {name, page} of techniques)
    expect(
      data.works.some(({uses}) => uses.includes(page)),
      `no work behind ${name} (${page})`
    ).toBe(true);
  for (const {title, authors, uses} of data.works) {
    expect(title).not.toMatch(/^(section|equation|appendix)/);
    expect(authors[0], title).toMatch(/^\p{L}/u);
    expect(uses.length).toBeGreaterThan(0);
  }
  expect(data.provenance.map(({heading}) => heading)).toEqual(expect.arrayContaining(["Networks", "Photos", "Data"]));
});

test("CITATION.cff says title, authors, version and licence; a file without them is refused", async () => {
  const {version, license} = JSON.parse(await readFile("package.json", "utf8"));
  const project = readCff(await readFile("CITATION.cff", "utf8"));
  expect(project).toMatchObject({version, license});
  expect(project.authors.length).toBeGreaterThan(0);
  expect(() => readCff("title: x\n")).toThrow("no authors");
});

test("tables of a Markdown file with the headings above them", () => {
  expect(tablesIn("## One\n\ntext\n\n| a | b |\n|---|---|\n| `x` | [y](z) |\n\n| c |\n|---|\n| 1 |\n")).toEqual([
    {heading: "One", rows: [{a: "x", b: "y"}]},
    {heading: "One", rows: [{c: "1"}]}
  ]);
});
