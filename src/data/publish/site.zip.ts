/**
 * What the site knows of itself, for the pages of “Make your own”: its figures, its library, its works to cite, and the
 * source files that the pages show. One loader, so that the library is parsed once.
 */
import {readFile} from "node:fs/promises";
import {strToU8, zipSync} from "fflate";
import {apiOf} from "./api.js";
import {citeData} from "./citeData.js";
import {figureList} from "./figureList.js";
import {shownSources} from "./shownSources.js";

const read = (file: string) => readFile(file, "utf8");
const api = apiOf();
const members = {
  "api.json": api,
  "cite.json": await citeData(await read("CITATION.cff"), await read("PROVENANCE.md"), read, api),
  "figures.json": await figureList(),
  "sources.json": await shownSources()
};
const files = Object.entries(members).map(([name, value]) => [name, strToU8(JSON.stringify(value))]);
process.stdout.write(zipSync(Object.fromEntries(files), {mtime: new Date("2000-01-01")}));
