import {dataTable} from "../components/views/dataTable.js";
import {formatBytes} from "../components/views/format.js";

/** What one host was asked for. */
export interface HostRequests {
  host: string;
  requests: number;
  bytes: number;
  [column: string]: string | number;
}

/** Which hosts has this page asked for anything, and how much came? The page itself counts as one. */
export function requestsSoFar(entries: readonly PerformanceEntry[] = allEntries()): HostRequests[] {
  const hosts = new Map<string, HostRequests>();
  for (const entry of entries as PerformanceResourceTiming[]) {
    const {protocol, host} = new URL(entry.name, location.href);
    // Data and blobs are made within the page.
    if (protocol !== "http:" && protocol !== "https:") continue;
    const counted = hosts.get(host) ?? {host, requests: 0, bytes: 0};
    hosts.set(host, {...counted, requests: counted.requests + 1, bytes: counted.bytes + (entry.encodedBodySize ?? 0)});
  }
  return [...hosts.values()];
}

const allEntries = () => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];

/** The hosts as a table. */
export const requestsView = (hosts: readonly HostRequests[]): HTMLElement =>
  dataTable(
    hosts.map(({host, requests, bytes}) => ({host, requests: String(requests), received: formatBytes(bytes)})),
    undefined,
    {caption: "Requests of this page, by host"}
  );
