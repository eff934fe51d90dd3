import { createHeap, type Heap, type HeapPlace } from "./heap.ts";

// A place in the run is written as a number below -1, so that it cannot be taken for one in the heap.
const written = (place: number) => -2 - place;

/**
 * A heap for items that come nearly in order and mostly leave at the front: then each step takes constant time. Those
 * that come in order stand in a run; the others wait in a heap.
 * @param before tells whether the first item comes before the second; it must be a strict order.
 */
export function createLine<T>(before: (first: T, second: T) => boolean, place: HeapPlace<T>): Heap<T> {
  const late = createHeap(before, place);
  let run: (T | undefined)[] = [];
  let head = 0;
  let size = 0;

  /** Drops the gaps once they are more than what is left, so that a run never grows beyond twice its items. */
  const tidy = () => {
    while (run.length > head && run.at(-1) === undefined) run.pop();
    while (head < run.length && run[head] === undefined) head++;
    if (run.length < 64 || size > run.length / 2) return;
    run = run.filter((item) => item !== undefined);
    head = 0;
    for (const [index, item] of run.entries()) place.set(item as T, written(index));
  };
  return {
    get size() {
      return size + late.size;
    },
    peek() {
      const [first, other] = [run[head], late.peek()];
      if (first === undefined || other === undefined) return first ?? other;
      return before(other, first) ? other : first;
    },
    push(item) {
      const last = run.at(-1);
      if (last !== undefined && before(item, last)) return late.push(item);
      place.set(item, written(run.length));
      run.push(item);
      size++;
    },
    remove(item) {
      const index = written(place.get(item));
      if (index < 0) return late.remove(item);
      place.set(item, -1);
      run[index] = undefined;
      size--;
      tidy();
    },
  };
}
