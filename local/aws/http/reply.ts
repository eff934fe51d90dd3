import { isHeader } from "./header.ts";

/** What a gateway writes back. */
export interface GatewayReply {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** A reply of an HTTP API itself, with its one JSON message. */
export const gatewayReply = (status: number, message: string): GatewayReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify({ message })),
});

/**
 * Reads a function's answer in response format 2.0; undefined when it is malformed, which the gateway answers
 * with 500. An answer without `statusCode` is the body itself, as JSON.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpReply(payload: unknown): GatewayReply | undefined {
  if (!isRecord(payload) || !("statusCode" in payload)) return inferred(payload);
  const cookies = payload.cookies ?? [];
  const base = replyBase(payload, "text/plain;charset=UTF-8");
  if (!base || !isListOfTexts(cookies) || !cookies.every((cookie) => isHeader("set-cookie", cookie)))
    return undefined;
  if (cookies.length > 0)
    base.headers["set-cookie"] = [...cookies, ...[base.headers["set-cookie"] ?? []].flat()];
  return base;
}

/**
 * Reads a function's answer in response format 1.0; undefined when it is malformed. Values in `multiValueHeaders` win.
 * @param contentType the type of an answer that names none.
 */
export function proxyReply(payload: unknown, contentType: string): GatewayReply | undefined {
  if (!isRecord(payload) || payload.statusCode === undefined) return undefined;
  const lists = payload.multiValueHeaders ?? {};
  const base = replyBase(payload, contentType);
  if (!base || !isRecord(lists)) return undefined;
  for (const [name, values] of Object.entries(lists)) {
    if (!Array.isArray(values)) return undefined;
    const texts = values.map(String);
    if (!texts.every((text) => isHeader(name, text))) return undefined;
    base.headers[name.toLowerCase()] = texts.length === 1 ? (texts[0] ?? "") : texts;
  }
  return base;
}

/** The members that both formats share. */
function replyBase(payload: Record<string, unknown>, contentType: string): GatewayReply | undefined {
  const status = Number(payload.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const { body = "" } = payload;
  if (body !== null && typeof body !== "string") return undefined;
  const headers = readHeaders(payload.headers ?? {}, contentType);
  return headers && { status, headers, body: Buffer.from(body ?? "", encodingOf(payload)) };
}

const encodingOf = ({ isBase64Encoded }: Record<string, unknown>) =>
  isBase64Encoded === true ? "base64" : "utf8";

function readHeaders(given: unknown, contentType: string): GatewayReply["headers"] | undefined {
  if (!isRecord(given)) return undefined;
  const headers: GatewayReply["headers"] = { "content-type": contentType };
  for (const [name, value] of Object.entries(given)) {
    const text = String(value);
    if ((typeof value === "object" && value !== null) || !isHeader(name, text)) return undefined;
    headers[name.toLowerCase()] = text;
  }
  return headers;
}

const inferred = (payload: unknown): GatewayReply => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify(payload)),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
