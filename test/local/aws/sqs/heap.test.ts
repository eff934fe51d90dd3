import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createHeap } from "../../../../local/aws/sqs/heap.ts";

test("whatever is pushed and removed, the first is the smallest of what is left", () => {
  const steps = fc.array(fc.oneof(fc.nat({ max: 1000 }), fc.record({ remove: fc.nat() })), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const heap = createHeap<{ key: number; index: number }>((first, second) => first.key < second.key, {
        get: (item) => item.index,
        set: (item, index) => {
          item.index = index;
        },
      });
      const left: { key: number; index: number }[] = [];
      for (const step of all) {
        if (typeof step === "number") {
          const item = { key: step, index: -1 };
          left.push(item);
          heap.push(item);
        } else {
          const [item] = left.splice(step.remove % Math.max(left.length, 1), 1);
          if (item) heap.remove(item);
        }
        expect(heap.size).toBe(left.length);
        expect(heap.peek()?.key).toBe(left.length ? Math.min(...left.map(({ key }) => key)) : undefined);
      }
    }),
  );
});
