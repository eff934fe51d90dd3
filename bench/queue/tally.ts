import { alignedRows } from "../figure.ts";
import { type Request, readdressed } from "./request.ts";

/** How many requests of each operation there were, and how many bytes their bodies had. */
export type Tally = Record<string, { requests: number; bytes: number }>;

const anywhere = "http://127.0.0.1:10000";

/** Counts requests by operation; the address of a queue does not count. */
export function tallyOf(requests: readonly Request[]): Tally {
  const tally: Tally = {};
  for (const request of requests) {
    const name = `${request.service} ${request.operation}`;
    tally[name] ??= { requests: 0, bytes: 0 };
    tally[name].requests++;
    tally[name].bytes += Buffer.byteLength(JSON.stringify(readdressed(request, anywhere).input));
  }
  return tally;
}

/** How many requests went to a service. */
export const requestsTo = (tally: Tally, service: string): number =>
  Object.entries(tally)
    .filter(([name]) => name.startsWith(`${service} `))
    .reduce((sum, [, { requests }]) => sum + requests, 0);

const names = (...tallies: Tally[]) => [...new Set(tallies.flatMap((tally) => Object.keys(tally)))].sort();
const cell = (tally: Tally, name: string) => tally[name] ?? { requests: 0, bytes: 0 };

/** The operations whose number or bytes differ. */
export const differences = (ours: Tally, rival: Tally): string[] =>
  names(ours, rival).filter((name) => {
    const [left, right] = [cell(ours, name), cell(rival, name)];
    return left.requests !== right.requests || left.bytes !== right.bytes;
  });

/** A tally for a reader, with its rival's beside it where there is one. */
export function tallyTable(ours: Tally, rival?: Tally): string {
  const columns = rival ? [ours, rival] : [ours];
  const rows = names(...columns).map((name) => [
    name,
    ...columns.flatMap((tally) => [String(cell(tally, name).requests), String(cell(tally, name).bytes)]),
  ]);
  const header = ["request", "ours", "bytes", ...(rival ? ["bare", "bytes"] : [])];
  return alignedRows([header, ...rows]);
}
