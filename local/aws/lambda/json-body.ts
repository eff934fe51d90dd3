import { AwsError } from "../aws-error.ts";

/** The JSON value in a request's body; an empty object when it is empty. @throws AwsError InvalidRequestContentException */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${reason}`);
  }
}

/** The JSON object in a request's body. @throws AwsError InvalidRequestContentException */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  const value = parseJsonBody(body);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new AwsError("InvalidRequestContentException", "The request body is not a JSON object.");
}
