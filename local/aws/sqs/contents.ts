import { createLanes, type Lane } from "./lanes.ts";
import type { Message, MessageState, SentMessage } from "./message.ts";
import { createAges, createTimers } from "./message-heaps.ts";

/** Where a message stands when it enters a queue. */
interface Arrival {
  sent: SentMessage;
  arrivedAt: number;
  /** When its delay ends, in milliseconds since the epoch; absent means visible at once. */
  delayedUntil?: number;
  sourceArn?: string;
  earlierReceives?: number;
}

/** How many messages are in which state. */
interface Counts {
  visible: number;
  inFlight: number;
  delayed: number;
}

/** The messages of one queue. It knows no clock: each time arrives as an argument. */
export interface Contents {
  readonly counts: Counts;
  get(id: string): Message | undefined;
  all(): Iterable<Message>;
  add(arrival: Arrival): Message;
  /** Takes `message` out for good. */
  remove(message: Message): void;
  /** Takes `message` out, to go on elsewhere or to come back. */
  takeOut(message: Message): void;
  /** Puts a message that was taken out where it stood. */
  putBack(message: Message): void;
  /** Puts `message` into that state, whatever it was in. */
  reset(message: Message, state: MessageState): void;
  /** Puts `message` in flight until then. */
  hide(message: Message, until: number): void;
  /** Makes `message` visible at its old place in line, or at the back when it has come round often. */
  show(message: Message): void;
  /** The message that a receive hands out next; `lane` is the one this receive has just taken from. */
  next(lane: Lane | undefined): Message | undefined;
  /** Ends every delay and flight that is over at `now`, and drops what is older than `retention` milliseconds. */
  settle(now: number, retention: number): void;
  /** When the next delay or flight ends. */
  nextTimer(): number | undefined;
  /** The message with the earliest `sentAt`. */
  oldest(): Message | undefined;
}

// After this many receives a standard queue moves a message to the back:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
const receivesBeforeBack = 3;

/** Receives in this queue alone. */
export const receivesHere = (message: Message): number => message.receiveCount - message.earlierReceives;

/** @param fifo keeps each group's order, and hands out none of a group while one of it is in flight. */
export function createContents(fifo: boolean): Contents {
  const messages = new Map<string, Message>();
  const lanes = createLanes(fifo);
  const timers = createTimers();
  const ages = createAges();
  const counts: Counts = { visible: 0, inFlight: 0, delayed: 0 };
  let lastOrder = 0;

  const enter = (message: Message, state: Message["state"]) => {
    message.state = state;
    counts[state]++;
    if (state === "visible") message.lane.visible.push(message);
    else timers.push(message);
    if (state === "inFlight") message.lane.inFlight++;
    lanes.changed(message.lane);
  };
  const leave = (message: Message) => {
    counts[message.state]--;
    if (message.state === "visible") message.lane.visible.remove(message);
    else timers.remove(message);
    if (message.state === "inFlight") message.lane.inFlight--;
  };
  const contents: Contents = {
    counts,
    get: (id) => messages.get(id),
    all: () => messages.values(),
    add({ sent, arrivedAt, delayedUntil = 0, sourceArn, earlierReceives = 0 }) {
      const message: Message = {
        sent,
        arrivedAt,
        lane: lanes.of(sent.groupId),
        sourceArn,
        earlierReceives,
        state: "visible",
        until: delayedUntil,
        receiveCount: earlierReceives,
        firstReceivedAt: undefined,
        receivedAt: 0,
        handle: undefined,
        order: ++lastOrder,
        visibleIndex: -1,
        timerIndex: -1,
        ageIndex: -1,
      };
      if (delayedUntil > arrivedAt) message.state = "delayed";
      contents.putBack(message);
      return message;
    },
    putBack(message) {
      messages.set(message.sent.id, message);
      ages.push(message);
      message.lane = lanes.of(message.sent.groupId);
      message.lane.size++;
      enter(message, message.state);
    },
    reset(message, state) {
      leave(message);
      Object.assign(message, state);
      lastOrder = Math.max(lastOrder, message.order);
      enter(message, message.state);
    },
    remove(message) {
      contents.takeOut(message);
      message.sent.large?.release();
    },
    takeOut(message) {
      leave(message);
      messages.delete(message.sent.id);
      ages.remove(message);
      message.lane.size--;
      lanes.changed(message.lane);
    },
    hide(message, until) {
      leave(message);
      message.until = until;
      enter(message, "inFlight");
    },
    show(message) {
      if (message.state === "visible") return;
      leave(message);
      if (!fifo && receivesHere(message) >= receivesBeforeBack) message.order = ++lastOrder;
      enter(message, "visible");
    },
    next: (lane) => (fifo ? lane?.visible.peek() : undefined) ?? lanes.next(counts.inFlight)?.visible.peek(),
    settle(now, retention) {
      for (let first = timers.peek(); first && first.until <= now; first = timers.peek())
        contents.show(first);
      for (let first = ages.peek(); first && first.sent.sentAt + retention <= now; first = ages.peek())
        contents.remove(first);
    },
    nextTimer: () => timers.peek()?.until,
    oldest: () => ages.peek(),
  };
  return contents;
}
