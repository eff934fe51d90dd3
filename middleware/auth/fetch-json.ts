/**
 * Downloads JSON; a server that stands still is given up after three seconds.
 * @throws Error when the server does not answer with it.
 */
export async function fetchJson(uri: string): Promise<unknown> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(3_000) });
  if (!response.ok) throw new Error(`The address ${uri} answered ${response.status}.`);
  return response.json();
}
