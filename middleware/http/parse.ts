import { httpOf } from "../context.ts";
import type { Layer } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { stateOf } from "../state.ts";
import type { HttpRequest } from "./http-event.ts";
import { parseJson } from "./json.ts";
import { Problem } from "./problem-error.ts";

/** A kind of body that a route takes: JSON is parsed, CSV arrives as text. */
export type MediaType = "application/json" | "text/csv";

/** Options of the parse layer. */
export interface ParseOptions {
  /** By default JSON alone, `application/json` or any `+json`. */
  accept?: readonly MediaType[];
  /** The largest body in bytes, after base64 is undone; by default 65,536. */
  bodyLimit?: number;
  /** Whether a body of another kind is refused (415) or handed on as text. */
  strict?: boolean;
}

const defaultLimit = 65_536;
const defaultAccept: readonly MediaType[] = ["application/json"];

/** The layer that reads the request's body: size, encoding, media type, JSON. */
export function parse(options: ParseOptions = {}): Layer {
  checkOptions("parse", options, ["accept", "bodyLimit", "strict"]);
  checkParseOptions("parse", options);
  const { accept = defaultAccept, bodyLimit = defaultLimit, strict = true } = options;
  return {
    before(request) {
      const state = stateOf(request);
      const text = bodyText(httpOf(request), bodyLimit);
      state.body = text === undefined ? undefined : readBody(text, httpOf(request), accept, strict);
      if (!state.owned) Object.assign(request.event as object, { body: state.body });
    },
  };
}

/** @throws Error where an option has a value that makes no sense. */
export function checkParseOptions(owner: string, { accept, bodyLimit = defaultLimit }: ParseOptions): void {
  requireOption(
    Number.isInteger(bodyLimit) && bodyLimit > 0,
    owner,
    "bodyLimit must be a whole number of bytes above 0.",
  );
  const wrong = accept?.find((type) => type !== "application/json" && type !== "text/csv");
  requireOption(
    wrong === undefined,
    owner,
    `accept cannot take "${wrong}"; use application/json or text/csv.`,
  );
}

function bodyText({ body, base64 }: HttpRequest, limit: number): string | undefined {
  if (body === undefined || body === "") return undefined;
  if (base64) return decode(body, limit);
  // A UTF-16 unit is at most three bytes, so most bodies need no count.
  if (body.length > limit || (body.length * 3 > limit && Buffer.byteLength(body) > limit))
    throw tooLarge(limit);
  return body;
}

function decode(body: string, limit: number): string {
  if (body.length > Math.ceil(limit / 3) * 4 + 4) throw tooLarge(limit);
  const bytes = Buffer.from(body, "base64");
  if (bytes.length > limit) throw tooLarge(limit);
  return bytes.toString("utf8");
}

function readBody(
  text: string,
  { headers }: HttpRequest,
  accept: readonly MediaType[],
  strict: boolean,
): unknown {
  const type = mediaType(headers["content-type"]);
  const encoding = headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding !== "identity") throw unsupported(`the content encoding "${encoding.slice(0, 40)}"`, accept);
  if (isJson(type) && accept.includes("application/json")) return parseJson(text, "/body");
  if (strict && !accept.some((known) => known === type)) throw unsupported(`"${type.slice(0, 80)}"`, accept);
  return text;
}

function mediaType(header = ""): string {
  return (header.split(";", 1)[0] ?? "").trim().toLowerCase();
}

function isJson(type: string): boolean {
  return type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
}

function tooLarge(limit: number): Problem {
  return new Problem("body-too-large", {
    status: 413,
    title: "The body is too large",
    detail: `At most ${limit} bytes are taken; send less or split it.`,
  });
}

function unsupported(what: string, accept: readonly MediaType[]): Problem {
  return new Problem("unsupported-media-type", {
    status: 415,
    title: "This kind of body is not taken here",
    detail: `The body came as ${what}; send it uncompressed as ${accept.join(" or ")}.`,
  });
}
