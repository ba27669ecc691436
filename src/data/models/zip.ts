import {zipSync} from "fflate";
import {converted} from "./cache.js";

/** Writes a converted model's files to standard output as a zip, for Framework to attach its members. */
export async function writeZip(id: string): Promise<void> {
  process.stdout.write(zipSync(await converted(id), {level: 0}));
}
