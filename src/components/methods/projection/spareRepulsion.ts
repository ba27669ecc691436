import type {Repulsion} from "./repulsion.js";

/**
 * A repulsion that may fail, a graphics card's say, with another to go on with: when a push fails or gives no number,
 * the spare makes it anew, and every one after it. `onfail` is told why, once.
 */
export function spareRepulsion(
  first: Repulsion,
  spare: () => Repulsion,
  onfail: (reason: string) => void = () => {}
): Repulsion {
  let current = first;
  const fail = (reason: string) => {
    current.dispose();
    current = spare();
    onfail(reason);
  };
  return {
    get name() {
      return current.name;
    },
    async push(layout, forces) {
      try {
        const z = await current.push(layout, forces);
        if (z > 0 && Number.isFinite(z)) return z;
        if (current !== first) return z;
        fail(`its sum came to ${z}`);
      } catch (error) {
        if (current !== first) throw error;
        fail((error as Error).message);
      }
      return current.push(layout, forces);
    },
    dispose: () => current.dispose()
  };
}
