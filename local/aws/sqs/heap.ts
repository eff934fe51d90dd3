/** A priority queue that finds, adds and removes any item in at most log(n) steps. */
export interface Heap<T> {
  readonly size: number;
  /** The first item in order. */
  peek(): T | undefined;
  push(item: T): void;
  /** Takes `item` out; nothing happens when it is not in. */
  remove(item: T): void;
}

/** Where an item keeps its place in one heap, so that it can be removed without a search; -1 when it is out. */
export interface HeapPlace<T> {
  get(item: T): number;
  set(item: T, index: number): void;
}

/** @param before tells whether the first item comes before the second; it must be a strict order. */
export function createHeap<T>(before: (first: T, second: T) => boolean, place: HeapPlace<T>): Heap<T> {
  const items: T[] = [];
  const put = (item: T, index: number) => {
    items[index] = item;
    place.set(item, index);
  };
  const up = (item: T, start: number) => {
    let index = start;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex] as T;
      if (!before(item, parent)) break;
      put(parent, index);
      index = parentIndex;
    }
    put(item, index);
  };
  /** Moves the first child of each level up, from `start` to the bottom, and gives the place that comes free there. */
  const vacate = (start: number): number => {
    let index = start;
    for (let childIndex = 2 * index + 1; childIndex < items.length; childIndex = 2 * index + 1) {
      const right = childIndex + 1;
      if (right < items.length && before(items[right] as T, items[childIndex] as T)) childIndex = right;
      put(items[childIndex] as T, index);
      index = childIndex;
    }
    return index;
  };
  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    push: (item) => up(item, items.length),
    remove(item) {
      const index = place.get(item);
      if (index < 0) return;
      place.set(item, -1);
      const last = items.pop() as T;
      // The last item belongs near the bottom nearly always: from there it takes fewer comparisons than from `index`.
      if (last !== item) up(last, vacate(index));
    },
  };
}
