import type {OnBytes} from "./weights.js";

/**
 * Fetches a file whole, telling how much has arrived. Throws an error that names the file when it is missing or cut
 * short.
 */
export async function fetchFile(href: string, signal?: AbortSignal, onBytes?: OnBytes): Promise<ArrayBuffer> {
  const response = await fetch(href, {signal}).catch((error) => {
    if (signal?.aborted) throw signal.reason;
    throw new Error(`weights missing: ${href} could not be fetched (${error.message})`);
  });
  if (!response.ok) throw new Error(`weights missing: ${href} (${response.status})`);
  // The length of a compressed response is that of the compressed bytes: no measure of what arrives here.
  const encoded = response.headers.get("content-encoding");
  const expected = encoded && encoded !== "identity" ? 0 : Number(response.headers.get("content-length") ?? 0);
  const data = await collect(response, expected, onBytes).catch((error) => {
    if (signal?.aborted) throw signal.reason;
    throw new Error(`weights truncated: ${href} broke off (${error.message})`);
  });
  if (expected && data.byteLength !== expected)
    throw new Error(`weights truncated: ${href} has ${data.byteLength} bytes, expected ${expected}`);
  return data;
}

async function collect(response: Response, expected: number, onBytes?: OnBytes): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body!.getReader();
  for (let {done, value} = await reader.read(); !done; {done, value} = await reader.read()) {
    chunks.push(value!);
    loaded += value!.byteLength;
    onBytes?.(loaded, expected);
  }
  const data = new Uint8Array(loaded);
  let offset = 0;
  for (const chunk of chunks) {
    data.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return data.buffer;
}
