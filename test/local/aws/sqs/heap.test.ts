import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createHeap } from "../../../../local/aws/sqs/heap.ts";

interface Item {
  key: number;
  index: number;
}

const emptyHeap = () =>
  createHeap<Item>((first, second) => first.key < second.key, {
    get: (item) => item.index,
    set: (item, index) => {
      item.index = index;
    },
  });

test("whatever is removed from the middle, the rest comes out in order", () => {
  const entries = fc.array(fc.record({ key: fc.nat({ max: 1000 }), remove: fc.boolean() }), {
    minLength: 10,
    maxLength: 60,
  });
  fc.assert(
    fc.property(entries, (all) => {
      const heap = emptyHeap();
      const items = all.map(({ key, remove }) => ({ key, remove, index: -1 }));
      for (const item of items) heap.push(item);
      for (const item of items) if (item.remove) heap.remove(item);
      const out: number[] = [];
      for (let first = heap.peek(); first; first = heap.peek()) {
        out.push(first.key);
        heap.remove(first);
      }
      const left = items.filter(({ remove }) => !remove).map(({ key }) => key);
      expect(out).toEqual(left.sort((first, second) => first - second));
      expect(heap.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test("an item that is out can be removed again without harm", () => {
  const heap = emptyHeap();
  const [first, second] = [
    { key: 1, index: -1 },
    { key: 2, index: -1 },
  ] as const;
  heap.push(first);
  heap.push(second);
  heap.remove(first);
  heap.remove(first);
  expect(heap.peek()).toBe(second);
});
