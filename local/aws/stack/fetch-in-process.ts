import type { HttpApi } from "../http-api.ts";

/** A request to the HTTP API, as `fetch` takes it. */
export interface FetchRequest {
  /** `GET` when absent. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

// The Response of fetch takes no body with these.
const bodiless = new Set([101, 204, 205, 304]);

/** Makes the `fetch` of an HTTP API that opens no socket. */
export const fetchInProcess =
  ({ handle }: Pick<HttpApi, "handle">) =>
  async (url: string, { method = "GET", headers = {}, body = "" }: FetchRequest = {}): Promise<Response> => {
    const target = url.replace(/^[a-z]+:\/\/[^/]*/i, "") || "/";
    const reply = await handle({
      method,
      url: target,
      headers: { host: "localhost", ...headers },
      body: Buffer.from(body),
    });
    const pairs = Object.entries(reply.headers).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, String(value)]),
    );
    return new Response(bodiless.has(reply.status) ? null : new Uint8Array(reply.body), {
      status: reply.status,
      headers: pairs,
    });
  };
