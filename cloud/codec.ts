import { gunzipSync, gzipSync } from "node:zlib";
import type { Cloud } from "./cloud.ts";

// The fastest level: a page is a few KB, and the next level saves less than a write unit.
const level = 1;

/** Gzip, as stored in the table. */
export const gzipCodec: Cloud["codec"] = {
  pack: (text) => gzipSync(text, { level }),
  unpack: (bytes) => gunzipSync(bytes).toString("utf8"),
};
