/** A request as it reaches a gateway, off a socket or in-process. */
export interface GatewayRequest {
  method: string;
  /** The request target: path and query string, as sent. */
  url: string;
  /** Names and values in turn, in the case and order they were sent. */
  headers: readonly string[];
  /** Undefined when the body was larger than any gateway takes. */
  body: Buffer | undefined;
  httpVersion: string;
  sourceIp: string;
}

/** A request as a caller in the same process writes it. */
export interface GatewayCall {
  /** `GET` when absent. */
  method?: string;
  /** The path with its query string. */
  url: string;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  body?: Buffer | string;
  /** `127.0.0.1` when absent. */
  sourceIp?: string;
}

/** The largest body that API Gateway takes, in bytes: 10 MB, by the quotas in its developer guide. */
export const largestBody = 10 * 1024 * 1024;

/** The request that a call in-process stands for. */
export function gatewayRequest({
  method = "GET",
  url,
  headers = {},
  body = "",
  sourceIp = "127.0.0.1",
}: GatewayCall): GatewayRequest {
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  );
  const bytes = Buffer.from(body);
  return {
    method: method.toUpperCase(),
    url,
    headers: pairs,
    body: bytes.length > largestBody ? undefined : bytes,
    httpVersion: "1.1",
    sourceIp,
  };
}

/** The last value of a header, whatever its case; undefined when it was not sent. */
export function headerOf({ headers }: Pick<GatewayRequest, "headers">, name: string): string | undefined {
  for (let index = headers.length - 2; index >= 0; index -= 2)
    if (headers[index]?.toLowerCase() === name) return headers[index + 1];
  return undefined;
}

/** The part of a request that counts against the limit of 10,240 bytes: the request line and the values of headers. */
export function lineAndHeaderBytes({ method, url, headers, httpVersion }: GatewayRequest): number {
  let bytes = method.length + url.length + httpVersion.length + "  HTTP/".length;
  // Header text is Latin-1: a character is a byte.
  for (let index = 1; index < headers.length; index += 2) bytes += headers[index]?.length ?? 0;
  return bytes;
}
