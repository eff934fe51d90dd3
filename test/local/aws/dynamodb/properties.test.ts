import { describe, expect, test } from "@jest/globals";
import fc, { type Arbitrary } from "fast-check";
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  subtractNumbers,
} from "../../../../local/aws/dynamodb/decimal.ts";
import { compareBinary, compareText } from "../../../../local/aws/dynamodb/order.ts";
import { itemSize } from "../../../../local/aws/dynamodb/size.ts";
import type { AttributeValue, Item } from "../../../../local/aws/dynamodb/values.ts";

const seed = 20261125;
const check = <T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>) =>
  fc.assert(property, { seed, numRuns: 300 });

// A number as a fraction of a power of ten, so that BigInt can compute what must come out.
interface Decimal {
  digits: bigint;
  places: number;
}

const decimal: Arbitrary<Decimal> = fc.record({
  digits: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
  places: fc.integer({ min: 0, max: 18 }),
});

function written({ digits, places }: Decimal): string {
  return `${digits}e-${places}`;
}

/** The decimal text without an exponent and without needless zeros. */
function plain({ digits, places }: Decimal): string {
  const text = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, "");
  const shown = fraction ? `${whole}.${fraction}` : whole;
  return digits < 0n ? `-${shown}` : shown;
}

const scaled = ({ digits, places }: Decimal, to: number): bigint => digits * 10n ** BigInt(to - places);

describe("a number", () => {
  test("is stored as its plain decimal text", () => {
    check(fc.property(decimal, (number) => expect(canonicalNumber(written(number))).toBe(plain(number))));
  });

  test("is added, subtracted and compared exactly", () => {
    check(
      fc.property(decimal, decimal, (left, right) => {
        const places = Math.max(left.places, right.places);
        const [a, b] = [scaled(left, places), scaled(right, places)];
        const [one, two] = [plain(left), plain(right)];
        expect(addNumbers(one, two)).toBe(plain({ digits: a + b, places }));
        expect(subtractNumbers(one, two)).toBe(plain({ digits: a - b, places }));
        expect(Math.sign(compareNumbers(one, two))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe("the order", () => {
  const unpaired = fc.string({ unit: "binary" });
  test("of text is that of its UTF-8 bytes", () => {
    check(
      fc.property(unpaired, unpaired, (left, right) => {
        expect(Math.sign(compareText(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
    );
  });

  test("of binary data is that of its bytes", () => {
    const bytes = fc.uint8Array({ maxLength: 6 }).map((array) => Buffer.from(array));
    check(
      fc.property(bytes, bytes, (left, right) => {
        const order = compareBinary(left.toString("base64"), right.toString("base64"));
        expect(Math.sign(order)).toBe(Buffer.compare(left, right));
      }),
    );
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html, in its own words.
function referenceSize(value: AttributeValue): number {
  const [type, content] = Object.entries(value)[0] as [string, never];
  const sum = (list: readonly string[], size: (text: string) => number) =>
    list.reduce((total, each) => total + size(each), 0);
  const text = (each: string) => new TextEncoder().encode(each).length;
  const binary = (each: string) => Buffer.from(each, "base64").length;
  switch (type) {
    case "S":
      return text(content);
    case "B":
      return binary(content);
    case "SS":
      return sum(content, text);
    case "BS":
      return sum(content, binary);
    case "L":
      return (content as AttributeValue[]).reduce((total, each) => total + 1 + referenceSize(each), 3);
    case "M":
      return Object.entries(content as Item).reduce(
        (total, [name, each]) => total + 1 + text(name) + referenceSize(each),
        3,
      );
    default:
      return 1;
  }
}

const text = fc.string({ unit: "binary", maxLength: 5 });
const binary = fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString("base64"));
const value: Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ S: text }),
    fc.record({ B: binary }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }) }),
    fc.record({ BS: fc.uniqueArray(binary, { minLength: 1, maxLength: 3 }) }),
    fc.record({ L: fc.array(tie("value"), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(text, tie("value"), { maxKeys: 3 }) }),
  ),
})).value;

test("the size of an item is that of its names and values, as AWS's document counts them", () => {
  check(
    fc.property(fc.dictionary(text, value, { maxKeys: 4 }), (item) => {
      const expected = Object.entries(item).reduce(
        (total, [name, each]) => total + new TextEncoder().encode(name).length + referenceSize(each),
        0,
      );
      expect(itemSize(item)).toBe(expected);
    }),
  );
});
