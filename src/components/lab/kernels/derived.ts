import type {TensorInfo} from "../tf.js";

/** What the derived filters of one backend may hold together, bytes; ResNet-50's take 94 MB. */
const BUDGET = 160e6;

type Arrange = (filter: Float32Array) => {data: Float32Array; shape: number[]}[];

/**
 * Filters rearranged for the way back, kept beside the filters they came from.
 *
 * A network's filters are the same at every gradient, but a rearranged copy made anew each time would have to be
 * packed anew too: tfjs' wasm backend packs a filter once for each data id and keeps the packed form as long as the
 * filter lives. Packing costs several times the convolution, so keeping the copies is most of a gradient's speed.
 *
 * A copy lives exactly as long as its source: when the backend frees the one it frees the other. Copies are written
 * to the backend and not to tfjs' engine, so they do not count as tensors in `tf.memory()`.
 */
export class DerivedFilters {
  #copies = new WeakMap<object, Map<string, TensorInfo[]>>();
  #bytes = 0;

  constructor(private backend: any) {
    const disposeData = backend.disposeData;
    backend.disposeData = (dataId: object, force?: boolean) => {
      const gone = disposeData.call(backend, dataId, force);
      if (gone) this.#forget(dataId);
      return gone;
    };
  }

  /** Runs `f` with the copies of `filter` known as `key`, arranged now if they were not before. */
  with<T>(filter: TensorInfo, key: string, arrange: Arrange, f: (copies: TensorInfo[]) => T): T {
    const known = this.#copies.get(filter.dataId)?.get(key);
    if (known) return f(known);
    const made = arrange(this.backend.readSync(filter.dataId)).map(({data, shape}) => ({
      dataId: this.backend.write(data, shape, "float32"),
      shape,
      dtype: "float32" as const
    }));
    if (this.#keep(filter.dataId, key, made)) return f(made);
    try {
      return f(made);
    } finally {
      for (const copy of made) this.backend.disposeData(copy.dataId);
    }
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** False when the budget is spent: networks are walked in a circle, so what came first had better stay. */
  #keep(dataId: object, key: string, copies: TensorInfo[]): boolean {
    const bytes = size(copies);
    if (this.#bytes + bytes > BUDGET) return false;
    if (!this.#copies.has(dataId)) this.#copies.set(dataId, new Map());
    this.#copies.get(dataId)!.set(key, copies);
    this.#bytes += bytes;
    return true;
  }

  #forget(dataId: object): void {
    const entry = this.#copies.get(dataId);
    if (!entry) return;
    this.#copies.delete(dataId);
    for (const copies of entry.values()) {
      this.#bytes -= size(copies);
      for (const copy of copies) this.backend.disposeData(copy.dataId);
    }
  }
}

const size = (copies: TensorInfo[]): number =>
  copies.reduce((sum, {shape}) => sum + 4 * shape.reduce((n, length) => n * length, 1), 0);

const caches = new WeakMap<object, DerivedFilters>();

/** The derived filters of a backend. */
export function derivedFilters(backend: object): DerivedFilters {
  if (!caches.has(backend)) caches.set(backend, new DerivedFilters(backend));
  return caches.get(backend)!;
}
