import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { machineIds, uuidV7 } from "#cloud/ids.ts";

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const chance = fc.uint8Array({ minLength: 10, maxLength: 10 });
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("a UUIDv7", () => {
  test("equals the example of RFC 9562, appendix A.6", () => {
    const bytes = Buffer.from("0cc318c4dc0c0c07398f", "hex");
    expect(uuidV7(0x017f22e279b0, bytes)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  test("has version and variant, and gives back its time, whatever time and chance are", () => {
    fc.assert(
      fc.property(time, chance, (milliseconds, bytes) => {
        const id = uuidV7(milliseconds, bytes);
        expect(id).toMatch(shape);
        expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(milliseconds);
      }),
    );
  });

  test("of a later millisecond sorts after", () => {
    fc.assert(
      fc.property(fc.uniqueArray(time, { minLength: 2, maxLength: 2 }), chance, chance, (times, a, b) => {
        const [earlier = 0, later = 0] = times.sort((left, right) => left - right);
        expect(uuidV7(earlier, a) < uuidV7(later, b)).toBe(true);
      }),
    );
  });
});

describe("the machine's ids", () => {
  const ids = machineIds(() => 1_767_225_600_000);

  test("of the same millisecond differ", () => {
    expect(new Set(Array.from({ length: 1_000 }, ids.uuid)).size).toBe(1_000);
    expect(ids.uuid()).toMatch(/^019b76da-a800-7/);
  });

  test("hash a text to the same 32 characters on every machine", () => {
    // SHA-256 of "abc" (FIPS 180-4), cut.
    expect(ids.hash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223");
    expect(ids.hash("abd")).not.toBe(ids.hash("abc"));
  });

  test("are random in [0, 1)", () => {
    const drawn = Array.from({ length: 100 }, ids.random);
    expect(drawn.every((each) => each >= 0 && each < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(90);
  });
});
