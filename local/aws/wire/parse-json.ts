import { isUtf8 } from "node:buffer";
import { AwsError } from "../aws-error.ts";
import type { Input } from "../wire-input.ts";

/** As the JSON parser of AWS's framework by default; far above any request that a service takes. */
const deepest = 1000;

// AWS gives no message with it.
const notJson = () => new AwsError("SerializationException", "", 400, { message: undefined });

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  const entries: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return entries.some((entry) => isDeeper(entry, levels - 1));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

/**
 * The members of a JSON body; none when it is empty. Of a key that stands twice the last one counts.
 * @throws AwsError SerializationException when the body is not UTF-8, not JSON, no object, or nested too deeply.
 */
export function parseJson(body: string | Buffer): Input {
  if (body.length === 0) return {};
  if (typeof body !== "string" && !isUtf8(body)) throw notJson();
  const text = typeof body === "string" ? body : body.toString("utf8");
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notJson();
  // Two characters a level at least: a short body need not be walked.
  if (text.length > 2 * deepest && isDeeper(value, deepest)) throw notJson();
  return value as Input;
}
