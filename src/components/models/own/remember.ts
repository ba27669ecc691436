import type {Card} from "../card.js";
import type {OwnModel} from "./openOwn.js";

const STORE = "networks";

/**
 * The networks of the reader's own that this browser keeps (IndexedDB; the page and the lab's worker share it).
 * Nothing is kept unless `rememberOwn` is called. Where the browser keeps nothing, reading finds none and keeping
 * throws.
 */
export const rememberOwn = async (own: OwnModel): Promise<void> => {
  await inStore("readwrite", (store) => store.put(own, own.card.id));
};

export const forgetOwn = async (id: string): Promise<void> => {
  await inStore("readwrite", (store) => store.delete(id)).catch(() => {});
};

/** A network that was kept; undefined when it was not. */
export const recallOwn = (id: string): Promise<OwnModel | undefined> =>
  inStore<OwnModel | undefined>("readonly", (store) => store.get(id)).catch(() => undefined);

/** All networks kept here, by name. */
export const keptOwn = async (): Promise<OwnModel[]> =>
  (await inStore<OwnModel[]>("readonly", (store) => store.getAll()).catch(() => [])).sort((a, b) =>
    a.card.name.localeCompare(b.card.name)
  );

/** The cards of all networks kept here, for pickers. */
export const ownCards = async (): Promise<Card[]> => (await keptOwn()).map(({card}) => card);

async function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<any>): Promise<T> {
  if (typeof indexedDB === "undefined") throw new Error("this browser keeps nothing for pages");
  const database = await settled(
    Object.assign(indexedDB.open("vitrine-own", 1), {
      onupgradeneeded(this: IDBOpenDBRequest) {
        this.result.createObjectStore(STORE);
      }
    })
  );
  try {
    const transaction = database.transaction(STORE, mode);
    const result = await settled(ask(transaction.objectStore(STORE)));
    await new Promise<void>((resolve, reject) => {
      if (mode === "readonly") return resolve();
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    return result;
  } finally {
    database.close();
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("this browser refused to keep it"));
  });
