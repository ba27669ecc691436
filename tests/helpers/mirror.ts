/** Where the copies of remote files lie that tests use in place of their addresses, where there are any. */
import {existsSync} from "node:fs";

const folder = "../shared/mirror";

/** True when the remote files can be had here; loaders then take them from the folder. Tests never use the network. */
export function useMirror(): boolean {
  if (!process.env.VITRINE_MIRROR) process.env.VITRINE_MIRROR = folder;
  const there = existsSync(process.env.VITRINE_MIRROR);
  if (!there) console.log(`skipped: no copies of the remote files in ${process.env.VITRINE_MIRROR}`);
  return there;
}
