/** What the gateway writes back. */
export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/** A reply of the gateway itself, with its one JSON message. */
export const gatewayReply = (status: number, message: string): HttpReply => ({
  status,
  headers: { "content-type": "application/json" },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

/**
 * Reads a function's answer in response format 2.0; undefined when it is malformed, which the gateway answers
 * with 500. An answer without `statusCode` is the body itself, as JSON.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpReply(payload: unknown): HttpReply | undefined {
  if (!isRecord(payload) || !("statusCode" in payload)) return inferred(payload);
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded = false } = payload;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!isRecord(headers ?? {}) || !isListOfTexts(cookies ?? [])) return undefined;
  const values = Object.entries((headers ?? {}) as Record<string, unknown>);
  if (values.some(([, value]) => typeof value === "object" && value !== null)) return undefined;
  if (body !== undefined && body !== null && typeof body !== "string") return undefined;
  return {
    status,
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      ...Object.fromEntries(values.map(([name, value]) => [name.toLowerCase(), String(value)])),
    },
    cookies: (cookies ?? []) as string[],
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
}

const inferred = (payload: unknown): HttpReply => ({
  status: 200,
  headers: { "content-type": "application/json" },
  cookies: [],
  body: Buffer.from(JSON.stringify(payload)),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
