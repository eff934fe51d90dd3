import { createHeap, type Heap } from "./heap.ts";
import { createLine } from "./line.ts";
import type { Message } from "./message.ts";

/** The messages of one message group; all messages without a group share one lane. */
export interface Lane {
  readonly group: string | undefined;
  /** Those that can be received, first in line first. */
  readonly visible: Heap<Message>;
  inFlight: number;
  /** All of them, whatever their state. */
  size: number;
  readyIndex: number;
}

/** The lanes of one queue, and the choice of the one that is served next. */
export interface Lanes {
  of(group: string | undefined): Lane;
  /** Must be told after each change to a lane, so that it stands where it belongs. */
  changed(lane: Lane): void;
  /** The lane whose first message a receive hands out next. */
  next(inFlightInQueue: number): Lane | undefined;
}

const headOrder = (lane: Lane) => lane.visible.peek()?.order ?? Number.POSITIVE_INFINITY;

const createLane = (group: string | undefined): Lane => ({
  group,
  visible: createLine<Message>((first, second) => first.order < second.order, {
    get: (message) => message.visibleIndex,
    set: (message, index) => {
      message.visibleIndex = index;
    },
  }),
  inFlight: 0,
  size: 0,
  readyIndex: -1,
});

// AWS calls a group noisy above 10 % of all messages in flight with at least 30 of its own, and serves quiet
// groups first, then the noisy group with the fewest in flight; its second measure, processing time, is left out:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
const noisyFrom = 30;
const noisyShare = 0.1;

const isNoisy = (lane: Lane, inFlightInQueue: number) =>
  lane.group !== undefined && lane.inFlight >= noisyFrom && lane.inFlight > noisyShare * inFlightInQueue;

/** @param fifo one group's messages are handed out in order, and none while one of them is in flight. */
export function createLanes(fifo: boolean): Lanes {
  const lanes = new Map<string | undefined, Lane>();
  const ready = createHeap<Lane>((first, second) => headOrder(first) < headOrder(second), {
    get: (lane) => lane.readyIndex,
    set: (lane, index) => {
      lane.readyIndex = index;
    },
  });
  const quietest = (inFlightInQueue: number) => {
    const noisy: Lane[] = [];
    for (let lane = ready.peek(); lane && isNoisy(lane, inFlightInQueue); lane = ready.peek()) {
      ready.remove(lane);
      noisy.push(lane);
    }
    const quiet = ready.peek();
    for (const lane of noisy) ready.push(lane);
    return quiet ?? noisy.sort((first, second) => first.inFlight - second.inFlight)[0];
  };
  return {
    of(group) {
      const lane = lanes.get(group) ?? createLane(group);
      lanes.set(group, lane);
      return lane;
    },
    changed(lane) {
      ready.remove(lane);
      if (lane.size === 0) lanes.delete(lane.group);
      if (lane.visible.size > 0 && !(fifo && lane.inFlight > 0)) ready.push(lane);
    },
    next: (inFlightInQueue) => (fifo ? ready.peek() : quietest(inFlightInQueue)),
  };
}
