import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createLine } from "../../../../local/aws/sqs/line.ts";

interface Item {
  key: number;
  index: number;
}

const emptyLine = () =>
  createLine<Item>((first, second) => first.key < second.key, {
    get: (item) => item.index,
    set: (item, index) => {
      item.index = index;
    },
  });

/** Pushes a key a little above or below the latest, removes the first item, or removes any item. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("push"), by: fc.integer({ min: -3, max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("first"), by: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("any"), by: fc.nat() }) },
);

test("whatever comes late or leaves from the middle, the first is the first of those that are in", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 150, maxLength: 400 }), (steps) => {
      const line = emptyLine();
      const all: Item[] = [];
      let latest = 0;
      for (const { kind, by } of steps) {
        const leaving = kind === "first" ? line.peek() : all[by % Math.max(1, all.length)];
        if (kind === "push") {
          latest += by;
          all.push({ key: latest, index: -1 });
          line.push(all.at(-1) as Item);
        } else if (leaving) {
          line.remove(leaving);
          all.splice(all.indexOf(leaving), 1);
        }
        expect(line.size).toBe(all.length);
        expect(line.peek()?.key).toBe(all.length > 0 ? Math.min(...all.map(({ key }) => key)) : undefined);
      }
    }),
    { numRuns: 60 },
  );
});

test("thousands that pass an item which stays leave no trace, and it is still found", () => {
  const line = emptyLine();
  const [stuck, ...rest] = Array.from({ length: 5_000 }, (_, key): Item => ({ key, index: -1 }));
  line.push(stuck as Item);
  for (const item of rest) {
    line.push(item);
    line.remove(item);
    expect(line.peek()).toBe(stuck);
  }
  expect(line.size).toBe(1);
  line.remove(stuck as Item);
  expect(line.peek()).toBeUndefined();
});

test("an item that is out can be removed again without harm", () => {
  const line = emptyLine();
  const [first, second]: [Item, Item] = [
    { key: 1, index: -1 },
    { key: 2, index: -1 },
  ];
  line.push(second);
  line.push(first);
  for (const item of [first, first, second, second]) line.remove(item);
  expect(line.size).toBe(0);
});
