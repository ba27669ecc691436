/// <reference lib="webworker" />
/** The lab's worker: the whole table of jobs over the catalogue of models. */
import {serve} from "../lab/serve.js";
import type {OwnModel} from "../models/own/openOwn.js";
import {keepModels} from "./keepModels.js";
import {table} from "./table.js";

serve(
  self as any,
  async (name) => {
    if (!Object.hasOwn(table, name))
      throw new RangeError(`unknown job: ${name} (the lab knows: ${Object.keys(table).join(", ")})`);
    return (await table[name as keyof typeof table]()) as any;
  },
  ({files, own}: {files: Record<string, string>; own: Map<string, OwnModel>}, report) => keepModels(files, report, own)
);
