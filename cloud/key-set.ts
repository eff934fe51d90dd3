import { handlerFetch } from "./handler-fetch.ts";

// An issuer that stands still must not hold a request until the gateway gives up.
const read = handlerFetch({
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  socketTimeout: 3_000,
  throwOnRequestTimeout: true,
});

/**
 * Downloads an issuer's key set as parsed JSON, over the HTTP handler of the AWS clients: unlike Node's own `fetch` it
 * never takes a proxy of the machine's settings.
 * @throws Error when the issuer does not answer with one.
 */
export async function keySet(uri: string): Promise<unknown> {
  const response = await read(uri);
  if (!response.ok) throw new Error(`The key set at ${uri} answered ${response.status}.`);
  return response.json();
}
