/**
 * Fills in a method's defaults. An option the method does not know is an error, so that a typing mistake never
 * silently computes something else.
 */
export function withDefaults<T extends object>(method: string, given: Partial<T> | undefined, defaults: T): T {
  for (const name of Object.keys(given ?? {}))
    if (!(name in defaults))
      throw new RangeError(`${method}: unknown option ${name} (it takes: ${Object.keys(defaults).join(", ")})`);
  const known = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return {...defaults, ...(Object.fromEntries(known) as Partial<T>)};
}

/** Throws the signal's reason once it is aborted; call it between the steps of a long method. */
export const throwIfAborted = (signal?: AbortSignal): void => signal?.throwIfAborted();

/** Lets waiting messages through (a cancellation, say) before the next step. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
