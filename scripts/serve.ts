/**
 * A static server as plain as any web space: files as they lie, a folder's index.html, nothing rewritten.
 * `npx tsx scripts/serve.ts [--base /sub/path/] [--port 8080]` serves dist.
 */
import {createReadStream, realpathSync} from "node:fs";
import {stat} from "node:fs/promises";
import {createServer} from "node:http";
import type {AddressInfo} from "node:net";
import {extname, join, normalize} from "node:path/posix";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".zip": "application/zip"
};

export interface Site {
  /** "http://127.0.0.1:41233" */
  origin: string;
  /** The origin and the base path, ending in "/". */
  url: string;
  close(): Promise<void>;
}

/** The file a request asks for, or undefined: never one outside the root. */
async function fileAt(root: string, path: string): Promise<string | undefined> {
  const file = join(root, normalize(`/${path}`), path.endsWith("/") || path === "" ? "index.html" : "");
  return (await stat(file).catch(() => null))?.isFile() ? file : undefined;
}

/** Serves a folder on this machine only, at `base` ("/" or "/some/path/"); port 0 takes any free one. */
export async function serve(root: string, {base = "/", port = 0} = {}): Promise<Site> {
  if (!base.startsWith("/") || !base.endsWith("/")) throw new RangeError(`base must start and end with "/": ${base}`);
  const server = createServer(async (request, response) => {
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url!, "http://localhost").pathname);
    } catch {
      return void response.writeHead(400).end("bad address");
    }
    const file = path.startsWith(base) ? await fileAt(root, path.slice(base.length)) : undefined;
    if (!file) return void response.writeHead(404, {"content-type": "text/plain"}).end("not found");
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "cache-control": "no-cache"
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {origin, url: origin + base, close};
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const {values} = parseArgs({
    options: {base: {type: "string", default: "/"}, port: {type: "string", default: "8080"}}
  });
  console.log(`dist is at ${(await serve("dist", {base: values.base, port: Number(values.port)})).url}`);
}
