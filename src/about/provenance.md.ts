/** The provenance file at the project's root, as a page. */
import {readFile} from "node:fs/promises";

process.stdout.write(await readFile("PROVENANCE.md", "utf8"));
