import { Problem } from "./problem-error.ts";

let zlib: typeof import("node:zlib") | undefined;

/**
 * Inflates gzip, or gives undefined where it would be more than `limit` bytes.
 * @throws Problem `malformed-gzip` (400) where it is cut off or no gzip.
 */
export function gunzip(bytes: Uint8Array, limit: number): Buffer | undefined {
  zlib ??= process.getBuiltinModule("node:zlib");
  try {
    return zlib.gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw new Problem("malformed-gzip", {
      status: 400,
      title: "The compressed body cannot be read",
      detail:
        "The body is not whole gzip; compress it once, send it as bytes and name gzip in content-encoding.",
      cause,
    });
  }
}
