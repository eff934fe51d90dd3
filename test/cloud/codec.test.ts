import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { gzipCodec } from "#cloud/codec.ts";

test("any text comes back as it was packed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(gzipCodec.unpack(gzipCodec.pack(text))).toBe(text);
    }),
  );
});

test("packed text is gzip, and a page takes less than half of its size", () => {
  const page = JSON.stringify(Array.from({ length: 60 }, (_, n) => `Paragraph ${n} about drains in Beacon.`));
  const packed = gzipCodec.pack(page);
  expect(gunzipSync(packed).toString("utf8")).toBe(page);
  expect(packed.byteLength).toBeLessThan(page.length / 2);
});

test("bytes that are not gzip are refused", () => {
  expect(() => gzipCodec.unpack(new TextEncoder().encode("plain"))).toThrow("incorrect header check");
});
