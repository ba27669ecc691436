/**
 * Fetches the text of a `model.json`. Throws an error for the reader that tells a missing file from a server that does
 * not let other sites read from it, and both from one that cannot be reached.
 */
export async function fetchText(address: string, signal?: AbortSignal): Promise<string> {
  const url = addressOf(address);
  const response = await fetch(url, {signal}).catch(async () => {
    if (signal?.aborted) throw signal.reason;
    throw new Error(await refusal(url, signal));
  });
  if (!response.ok)
    throw new Error(
      `${url.href} answers ${response.status} (${response.statusText || "an error"}): there is no such file.`
    );
  return response.text();
}

/** Is this the address of a folder? Its network is the `model.json` in it, as Teachable Machine shares networks. */
export const isFolder = (address: string): boolean => addressOf(address).pathname.endsWith("/");

/** An address as it was typed, made whole. Throws an error for the reader when it is none. */
export function addressOf(address: string): URL {
  let url: URL;
  try {
    url = new URL(address, globalThis.location?.href);
  } catch {
    throw new Error(`“${address}” is not an address. It should look like https://example.org/my-model/model.json.`);
  }
  if (!/^https?:$/.test(url.protocol))
    throw new Error(
      `“${address}” cannot be fetched: an address starts with https:// (or http:// on your own machine).`
    );
  if (
    globalThis.location?.protocol === "https:" &&
    url.protocol === "http:" &&
    !/^(localhost|127\.)/.test(url.hostname)
  )
    throw new Error(`“${address}” is not encrypted, and this page may only fetch https:// addresses.`);
  return url;
}

/** Why did a fetch fail? A request that may not be read still tells whether someone answered. */
async function refusal(url: URL, signal?: AbortSignal): Promise<string> {
  const own = url.origin === globalThis.location?.origin;
  const answers = await fetch(url, {mode: "no-cors", signal}).then(
    () => true,
    () => false
  );
  return answers && !own
    ? `${url.host} answers, but does not let other sites read its files (it sends no Access-Control-Allow-Origin). ` +
        "Download model.json and its weights, and pick them here; or put them on a host that allows it."
    : `${url.host} cannot be reached. Check the address and the connection.`;
}

/** The address of a file that a `model.json` names: beside it, with the same query. */
export function besideOf(address: string, path: string): string {
  const url = new URL(path, addressOf(address));
  if (!url.search) url.search = addressOf(address).search;
  return url.href;
}
