import { createHeap } from "./heap.ts";
import { createLine } from "./line.ts";
import type { Message } from "./message.ts";

/** Messages that are in flight or delayed, by when that ends. */
export const createTimers = () =>
  createHeap<Message>(
    (first, second) =>
      first.until < second.until || (first.until === second.until && first.order < second.order),
    {
      get: (message) => message.timerIndex,
      set: (message, index) => {
        message.timerIndex = index;
      },
    },
  );

/** All messages of a queue, by when they were sent. */
export const createAges = () =>
  createLine<Message>((first, second) => first.sent.sentAt < second.sent.sentAt, {
    get: (message) => message.ageIndex,
    set: (message, index) => {
      message.ageIndex = index;
    },
  });
