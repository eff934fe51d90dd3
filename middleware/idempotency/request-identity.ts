import type { User } from "../auth/user.ts";
import type { HttpEvent, HttpRequest, TextMap } from "../http/http-event.ts";
import { Problem } from "../http/problem-error.ts";
import { sha256 } from "../sha256.ts";
import type { IdempotentOptions } from "./idempotent-options.ts";

// draft-ietf-httpapi-idempotency-key-header leaves the form to the server; a quoted string is taken as it stands.
const keyForm = /^[\x21-\x7e]{1,255}$/;

/**
 * The key that the caller chose.
 * @throws Problem `missing-idempotency-key` or `invalid-idempotency-key` (400).
 */
export function callerKey({ headers }: HttpRequest, required = false): string | undefined {
  const key = headers["idempotency-key"];
  if (key === undefined) {
    if (required) throw missing();
    return undefined;
  }
  if (!keyForm.test(key)) throw invalid();
  return key;
}

/** Whose key it is: the kind first, so that no caller can name themselves into the scope of another kind. */
export type Principal = readonly [kind: "user" | "principal" | "anonymous", name: string];

/** @throws Error where the option `principal` tells nobody: a scope that all share must be asked for. */
export function principalOf(
  { principal }: IdempotentOptions,
  user: User | undefined,
  event: unknown,
): Principal {
  if (principal !== undefined) return ["principal", named(principal(event as HttpEvent))];
  return user === undefined ? ["anonymous", ""] : ["user", user.sub];
}

function named(name: unknown): string {
  if (typeof name === "string" && name !== "") return name;
  throw new Error("idempotent.principal() told nobody; let it return who calls, as text.");
}

/** The key under which a request is kept: another service, route, principal or caller's key is another one. */
export function storedKey(
  service: string,
  { method, route, path }: HttpRequest,
  [kind, name]: Principal,
  key: string,
): string {
  const target = route ?? path;
  // The lengths tell where each part ends, so that no two lists of parts make the same text.
  const lengths = `${service.length} ${method.length} ${target.length} ${name.length}`;
  return sha256(`${lengths} ${kind} ${service}${method}${target}${name}${key}`);
}

/**
 * The hash of what a request asks for: its path, query and the text of its body. JSON with other white space or
 * another order of keys is another text: a retry sends the same bytes, and sorting would cost every request.
 */
export function payloadHash({ path, query, body, base64 }: HttpRequest, event: unknown): string {
  const form = base64 ? "base64" : "text";
  return sha256(`${path.length} ${form} ${path}${sorted(query)}${body ?? parsedBody(event)}`);
}

// Neither form is the beginning of another one, so what follows cannot pass for a part of it.
function sorted(query: TextMap): string {
  const names = Object.keys(query);
  return names.length === 0 ? "-" : JSON.stringify(names.sort().map((name) => [name, query[name]]));
}

// In a stack of its user's own another layer may have put the parsed value where the text was.
function parsedBody(event: unknown): string {
  const { body } = event as { body?: unknown };
  return body === undefined || body === null ? "" : JSON.stringify(body);
}

const missing = () =>
  new Problem("missing-idempotency-key", {
    status: 400,
    title: "The header idempotency-key is missing",
    detail: "Send a key that you make for this request, and repeat it when you send the request again.",
  });

const invalid = () =>
  new Problem("invalid-idempotency-key", {
    status: 400,
    title: "The header idempotency-key is malformed",
    detail: "Send 1 to 255 visible ASCII characters, such as a UUID.",
  });
