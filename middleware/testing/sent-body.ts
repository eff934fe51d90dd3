/** A body with its headers. */
export interface SentBody {
  headers?: Record<string, string>;
  /** Text and bytes go as they are, bytes in base64; anything else is sent as JSON with its content type. */
  body?: unknown;
}

/** A body in the gateway's form. */
export interface BodyParts {
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** Writes a body as the gateway hands it over. */
export function bodyParts({ headers = {}, body }: SentBody): BodyParts {
  if (body === undefined) return { headers, isBase64Encoded: false };
  if (body instanceof Uint8Array)
    return { headers, body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
  const named = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return {
    headers: named ? headers : { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** Headers as the format 2.0 has them. */
export function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
