import {openLab} from "../lab/client.js";
import type {Card} from "../models/card.js";
import {modelFiles} from "../models/files.js";
import type {OwnModel} from "../models/own/openOwn.js";
import type {Jobs} from "./table.js";

/** What the worker is given whenever it starts, after a crash too. */
const setup = {files: modelFiles(), own: new Map<string, OwnModel>()};

/** The lab of this page. `lab.saliency({…})` computes in the worker and gives frames of plain arrays. */
export const lab = openLab<Jobs>(() => new Worker(import.meta.resolve("./worker.js"), {type: "module"}), setup);

/** Gives the lab a network of the reader's own: from now on every job takes its id. Resolves with its card. */
export async function holdOwn(own: OwnModel): Promise<Card> {
  setup.own.set(own.card.id, own);
  await lab.holdModel(own).last();
  return own.card;
}
