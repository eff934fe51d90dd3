import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Check } from "typebox/value";
import { Slug } from "#domain/schema/common.ts";
import { slugOf } from "#domain/slug.ts";

describe("slugOf", () => {
  test.each([
    ["Drain Repair", "drain-repair"],
    ["San José", "san-jose"],
    ["San Jose\u0301", "san-jose"],
    ["Peñón ñandú", "penon-nandu"],
    ["İstanbul", "istanbul"],
    ["  24/7 -- A/C & Heat!  ", "24-7-a-c-heat"],
    ["ﬁx ４２", "fix-42"],
    ["O'Brien", "o-brien"],
    ["a\u0000b\nc", "a-b-c"],
  ])("turns %j into %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test.each(["", "   ", "---", "東京", "!?", "\u0301", "\ud800"])(
    "gives an empty slug for %j, which has no ASCII form",
    (name) => {
      expect(slugOf(name)).toBe("");
    },
  );

  test("keeps 80 characters and cuts the 81st", () => {
    expect(slugOf("a".repeat(80))).toBe("a".repeat(80));
    expect(slugOf("a".repeat(81))).toBe("a".repeat(80));
  });

  test("does not end in a hyphen where it is cut", () => {
    expect(slugOf(`${"a".repeat(79)} b`)).toBe("a".repeat(79));
  });

  const names = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.string({ maxLength: 200 }));

  test("always gives a slug of the contract or an empty string", () => {
    fc.assert(
      fc.property(names, (name) => {
        const slug = slugOf(name);
        return slug === "" || (Check(Slug, slug) && slug.length <= 80);
      }),
    );
  });

  test("leaves a slug as it is", () => {
    fc.assert(fc.property(names, (name) => slugOf(slugOf(name)) === slugOf(name)));
  });
});
