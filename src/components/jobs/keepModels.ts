import type {LabStatus} from "../lab/protocol.js";
import type {RunContext} from "../lab/serve.js";
import {fetchFile} from "../models/fetch.js";
import {createModel, type Model} from "../models/model.js";
import {openModel} from "../models/open.js";
import {isOwn, openOwn, type OwnModel} from "../models/own/openOwn.js";
import {recallOwn} from "../models/own/remember.js";

/** Networks kept in memory; opening one more frees the one used longest ago. */
const KEPT = 3;

/**
 * Opens models of the catalogue from the site's files, once each, and keeps the last few. Downloads are told to the
 * run that waits for them and to the status strip. Networks of the reader's own are opened from what `hold` was given
 * (or the lab was started with), or from what the browser keeps.
 */
export function keepModels(
  files: Record<string, string>,
  report: (status: Partial<LabStatus>) => void,
  own: Map<string, OwnModel> = new Map()
): (run: RunContext) => {model(id: string): Promise<Model>; hold(own: OwnModel): Promise<void>} {
  const opened = new Map<string, Promise<Model>>();
  const bytes = new Map<string, number>();
  let waiting: RunContext | null = null;

  const tell = () => report({models: [...bytes].map(([id, bytes]) => ({id, bytes}))});

  function open(id: string): Promise<Model> {
    const source = async (file: string, onBytes?: (loaded: number, total: number) => void) => {
      if (!files[file]) throw new RangeError(`unknown model file: ${file}`);
      const data = await fetchFile(files[file], waiting?.signal, (loaded, total) => {
        waiting?.progress(
          total ? loaded / total : NaN,
          `downloading ${id}: ${megabytes(loaded)}${total ? ` of ${megabytes(total)}` : ""}`
        );
        onBytes?.(loaded, total);
      });
      bytes.set(id, (bytes.get(id) ?? 0) + data.byteLength);
      tell();
      return data;
    };
    const model = isOwn(id) ? openHeld(id) : openModel(id, source);
    model.catch(() => opened.delete(id));
    return model;
  }

  async function openHeld(id: string): Promise<Model> {
    const held = own.get(id) ?? (await recallOwn(id));
    if (!held) throw new Error("the network you brought is not kept in this browser: bring it again");
    bytes.set(id, held.card.bytes);
    tell();
    return openOwn(held);
  }

  async function hold(held: OwnModel) {
    const {id} = held.card;
    own.set(id, held);
    const open = opened.get(id);
    // The same weights under another card (other names, another range): no need to read them again.
    if (open) opened.set(id, Promise.resolve(createModel(held.card, (await open).network)));
  }

  async function forget(id: string) {
    const model = opened.get(id);
    opened.delete(id);
    bytes.delete(id);
    tell();
    (await model)?.dispose();
  }

  return (run) => ({
    hold,
    async model(id) {
      waiting = run;
      const model = opened.get(id) ?? open(id);
      opened.delete(id);
      opened.set(id, model); // the map's order is the order of use
      for (const old of [...opened.keys()].slice(0, -KEPT)) await forget(old);
      return model;
    }
  });
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`;
