import { httpOf } from "../context.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { acceptsGzip } from "./accepts-gzip.ts";
import { editHeaders, headerOf } from "./edit-headers.ts";
import type { HttpResponse } from "./http-event.ts";

/** Options of the compress layer. */
export interface CompressOptions {
  /** Shorter bodies go out as they are; in bytes, by default 1,024. */
  minimumBytes?: number;
}

/**
 * The layer that sends text and JSON as gzip to those who take it. The bytes leave the function as base64, which a
 * REST API undoes only with `binaryMediaTypes`.
 */
export function compress(options: CompressOptions = {}): Layer {
  checkCompress("compress", options);
  const { minimumBytes = 1024 } = options;
  const finish = (request: LayerRequest) => {
    const response = (request.response ?? {}) as Partial<HttpResponse>;
    if (isCompressible(response, minimumBytes)) answer(response, httpOf(request).headers["accept-encoding"]);
  };
  return { after: finish, onError: finish };
}

/** @throws Error where an option has a value that makes no sense. */
export function checkCompress(owner: string, option: CompressOptions | boolean | undefined): void {
  if (option === undefined || typeof option === "boolean") return;
  const prefix = owner === "compress" ? "" : "compress.";
  checkOptions(owner, option, ["minimumBytes"], prefix);
  const { minimumBytes = 0 } = option;
  const holds = Number.isInteger(minimumBytes) && minimumBytes >= 0;
  requireOption(holds, owner, `${prefix}minimumBytes must be a whole number of bytes.`);
}

type Compressible = HttpResponse & { body: string };

const textTypes = /^text\/|[/+](?:json|x-ndjson|xml|javascript)\b/i;

function isCompressible(response: Partial<HttpResponse>, minimumBytes: number): response is Compressible {
  const { body } = response;
  if (typeof body !== "string" || response.isBase64Encoded === true) return false;
  return (
    // A UTF-16 unit is at most three bytes, so small bodies need no count.
    body.length * 3 >= minimumBytes &&
    Buffer.byteLength(body) >= minimumBytes &&
    textTypes.test(headerOf(response, "content-type") ?? "") &&
    !/\bno-transform\b/i.test(headerOf(response, "cache-control") ?? "") &&
    headerOf(response, "content-encoding") === undefined &&
    headerOf(response, "content-range") === undefined
  );
}

// Those who get the body as it is hear of the choice too, for caches.
function answer(response: Compressible, accepted: string | undefined): void {
  const zip = acceptsGzip(accepted);
  const add = zip ? { "content-encoding": "gzip", ...weakened(headerOf(response, "etag")) } : {};
  editHeaders(response, { add, varyBy: "Accept-Encoding", drops: zip ? describesBytes : never });
  if (!zip) return;
  response.body = gzip(response.body);
  response.isBase64Encoded = true;
}

// A strong tag promises the same bytes (RFC 9110, section 8.8.3).
function weakened(etag: string | undefined): Record<string, string> {
  if (etag === undefined) return {};
  return { etag: etag.startsWith("W/") ? etag : `W/${etag}` };
}

function describesBytes(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === "etag" || lower === "content-length";
}

function never(): boolean {
  return false;
}

let zlib: typeof import("node:zlib") | undefined;

function gzip(text: string): string {
  zlib ??= process.getBuiltinModule("node:zlib");
  return zlib.gzipSync(text).toString("base64");
}
