import { checkOptions } from "../options.ts";
import { idEntries } from "../queue/message-attributes.ts";
import { currentContext } from "../state.ts";
import { runningIds } from "./outgoing-ids.ts";
import { runningSegment } from "./running-span.ts";
import type { Segment } from "./segment.ts";
import { inSegment } from "./span.ts";

/** Options of `idFetch`. */
export interface IdFetchOptions {
  /**
   * Which hosts are told the ids: `api.example.com`, or `.example.com` for all below; by default every host. A span
   * is made of each call all the same.
   */
  hosts?: readonly string[];
  /** What sends the request; by default the global `fetch` at the time of the call. */
  fetch?: typeof fetch;
}

/** Makes a `fetch` that carries the ids of the running work as headers and is a span of its trace. */
export function idFetch(options: IdFetchOptions = {}): typeof fetch {
  checkOptions("idFetch", options, ["hosts", "fetch"]);
  const { hosts } = options;
  return async (input, init) => {
    const send = options.fetch ?? fetch;
    if (currentContext() === undefined) return send(input, init);
    const url = urlOf(input);
    const told =
      url !== undefined && (hosts === undefined || hosts.some((host) => matches(url.hostname, host)));
    const call = () => send(input, told ? withIds(input, init) : init);
    const parent = runningSegment();
    if (parent === undefined || url === undefined) return call();
    return inSegment(parent.child(url.hostname, true), (segment) =>
      traced(segment, methodOf(input, init), url, call),
    );
  };
}

/** The global `fetch` with the ids of the running work as headers, wherever the caller did not set them. */
export const fetchWithIds: typeof fetch = idFetch();

async function traced(
  segment: Segment,
  method: string,
  url: URL,
  call: () => Promise<Response>,
): Promise<Response> {
  const address = `${url.origin}${url.pathname}`;
  segment.http({ method, url: address });
  const response = await call();
  segment.http({ method, url: address, status: response.status });
  segment.end(response.status);
  return response;
}

type Input = Parameters<typeof fetch>[0];
type Init = Parameters<typeof fetch>[1];

function urlOf(input: Input): URL | undefined {
  const text = typeof input === "object" && "url" in input ? input.url : String(input);
  return URL.canParse(text) ? new URL(text) : undefined;
}

function methodOf(input: Input, init: Init): string {
  const own = typeof input === "object" && "method" in input ? input.method : "GET";
  return (init?.method ?? own).toUpperCase();
}

function matches(hostname: string, host: string): boolean {
  return host.startsWith(".") ? hostname.endsWith(host) : hostname === host;
}

function withIds(input: Input, init: Init): Init {
  const own = typeof input === "object" && "headers" in input ? input.headers : undefined;
  const headers = new Headers(init?.headers ?? own);
  const ids = runningIds();
  if (ids === undefined) return init;
  for (const [name, value] of idEntries(ids)) if (!headers.has(name)) headers.set(name, value);
  if (ids.traceHeader !== undefined && !headers.has("x-amzn-trace-id"))
    headers.set("x-amzn-trace-id", ids.traceHeader);
  return { ...init, headers };
}
