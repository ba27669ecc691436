/** From fastest to slowest: the order in which a reader's device is tried. */
export const BACKENDS = ["webgpu", "webgl", "wasm", "cpu"] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What came of trying one backend: `why` is a sentence for the reader. */
export interface Trial {
  name: BackendName;
  ok: boolean;
  why: string;
}

export const isBackendName = (name: unknown): name is BackendName => BACKENDS.includes(name as BackendName);

/** The backend that a page's address asks for, and a sentence when it asks for one that does not exist. */
export function backendFromAddress(search: string): {backend?: BackendName; notice: string | null} {
  const asked = new URLSearchParams(search).get("backend");
  if (asked === null) return {notice: null};
  if (isBackendName(asked)) return {backend: asked, notice: null};
  return {
    notice: `There is no backend “${asked}”: it can be webgpu, webgl, wasm or cpu. The best one here was chosen.`
  };
}
