import { fields } from "../http/http-event.ts";

const name = "x-request-id";

/** The status of what a handler returned for an HTTP event, as its gateway will read it. */
export function statusOf(answer: unknown, version: "1.0" | "2.0"): number {
  const { statusCode } = fields(answer);
  if (statusCode === undefined) return version === "2.0" ? 200 : 502;
  const status = Number(statusCode);
  return Number.isInteger(status) && status >= 100 && status < 600 ? status : 500;
}

/**
 * The same answer with the id among its headers. The handler's own object is left alone, as it may be shared by
 * requests. An answer that has such a header, that its gateway will refuse, or of which it is not known for certain
 * what bytes its gateway makes of it, is returned as it is.
 */
export function withRequestId(answer: unknown, version: "1.0" | "2.0", requestId: string): unknown {
  if (typeof answer !== "object" || answer === null || "toJSON" in answer) return answer;
  const { statusCode } = fields(answer);
  if (statusCode === undefined) return version === "2.0" ? inferred(answer, requestId) : answer;
  if (statusCode === null) return answer;
  const { headers, multiValueHeaders } = fields(answer);
  const fits = headers === undefined || headers === null || isPlain(headers);
  if (!fits || hasName(headers) || hasName(multiValueHeaders)) return answer;
  return { ...answer, headers: { ...fields(headers), [name]: requestId } };
}

// What format 2.0 reads an answer without a status as:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
function inferred(body: object, requestId: string): unknown {
  return {
    statusCode: 200,
    headers: { "content-type": "application/json", [name]: requestId },
    body: JSON.stringify(body),
  };
}

function isPlain(headers: unknown): boolean {
  return typeof headers === "object" && !Array.isArray(headers);
}

function hasName(headers: unknown): boolean {
  return Object.keys(fields(headers)).some((header) => header.toLowerCase() === name);
}
