import {openLab} from "../lab/client.js";
import {modelFiles} from "../models/files.js";
import type {Jobs} from "./table.js";

/** The lab of this page. `lab.saliency({…})` computes in the worker and gives frames of plain arrays. */
export const lab = openLab<Jobs>(() => new Worker(import.meta.resolve("./worker.js"), {type: "module"}), {
  files: modelFiles()
});
