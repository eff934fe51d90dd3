import { httpOf } from "../context.ts";
import type { Layer } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { stateOf } from "../state.ts";
import { gunzip } from "./gunzip.ts";
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
  /** Takes bodies with `content-encoding: gzip`, up to `bodyLimit` before and after; by default they are a 415. */
  gzip?: boolean;
}

const defaultLimit = 65_536;
const defaultAccept: readonly MediaType[] = ["application/json"];

type Settings = Required<ParseOptions>;

/** The layer that reads the request's body: size, encoding, media type, JSON. */
export function parse(options: ParseOptions = {}): Layer {
  checkOptions("parse", options, ["accept", "bodyLimit", "strict", "gzip"]);
  checkParseOptions("parse", options);
  const { accept = defaultAccept, bodyLimit = defaultLimit, strict = true, gzip = false } = options;
  const settings: Settings = { accept, bodyLimit, strict, gzip };
  return {
    before(request) {
      const state = stateOf(request);
      state.body = readBody(httpOf(request), settings);
      if (!state.owned) Object.assign(request.event as object, { body: state.body });
    },
  };
}

/** @throws Error where an option has a value that makes no sense. */
export function checkParseOptions(owner: string, options: ParseOptions): void {
  const { accept, bodyLimit = defaultLimit, gzip = false } = options;
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
  requireOption(typeof gzip === "boolean", owner, "gzip must be true or false.");
}

function readBody(request: HttpRequest, settings: Settings): unknown {
  const { body, headers } = request;
  if (body === undefined || body === "") return undefined;
  const zipped = isZipped(headers["content-encoding"], settings);
  const json = isTakenJson(mediaType(headers["content-type"]), settings);
  const text = request.base64 || zipped ? decode(request, zipped, settings) : checked(body, settings);
  return json ? parseJson(text, "/body") : text;
}

function checked(body: string, { bodyLimit }: Settings): string {
  const { length } = body;
  // A UTF-16 unit is at most three bytes, so most bodies need no count.
  if (length > bodyLimit || (length * 3 > bodyLimit && Buffer.byteLength(body) > bodyLimit))
    throw tooLarge(bodyLimit);
  return body;
}

function decode({ body = "", base64 }: HttpRequest, zipped: boolean, { bodyLimit }: Settings): string {
  if (body.length > Math.ceil(bodyLimit / 3) * 4 + 4) throw tooLarge(bodyLimit);
  const bytes = Buffer.from(body, base64 ? "base64" : "utf8");
  const plain = zipped && bytes.length <= bodyLimit ? gunzip(bytes, bodyLimit) : bytes;
  if (plain === undefined || plain.length > bodyLimit) throw tooLarge(bodyLimit);
  return plain.toString("utf8");
}

function isZipped(encoding: string | undefined, { gzip }: Settings): boolean {
  if (encoding === undefined) return false;
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return false;
  if (gzip && (name === "gzip" || name === "x-gzip")) return true;
  const advice = gzip ? "Compress it with gzip or not at all." : "Send it uncompressed.";
  throw unsupported(advice, { "accept-encoding": gzip ? "gzip" : "identity" });
}

function isTakenJson(type: string, { accept, strict }: Settings): boolean {
  if (isJson(type) && accept.includes("application/json")) return true;
  if (strict && !accept.some((known) => known === type))
    throw unsupported(`Send it with a content-type of ${accept.join(" or ")}.`);
  return false;
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

// The headers are not quoted: what stands in them was not written for others to read.
function unsupported(detail: string, headers?: Readonly<Record<string, string>>): Problem {
  const title = "This kind of body is not taken here";
  return new Problem("unsupported-media-type", { status: 415, title, detail, ...(headers && { headers }) });
}
