import type { ClaudeEngine } from "./engine.ts";

/** A `fetch` that asks `engine` directly; it settles without timers of its own, so it obeys a virtual clock. */
export function engineFetch(engine: ClaudeEngine): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const reply = await engine.call({
      method: request.method,
      path: new URL(request.url).pathname,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      signal: request.signal,
    });
    if (!reply) throw request.signal.reason;
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  };
}
