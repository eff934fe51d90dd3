import { type Message, type MessageState, stateOf } from "./message.ts";
import { bury, markReceived } from "./place-message.ts";
import type { Queue } from "./queue.ts";
import { queueByArn, record, type Store } from "./store.ts";

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
/** How many messages of a queue can be in flight. */
export const mostInFlight = 120_000;

/**
 * Hands out up to `most` messages and sends those that were received too often to the dead-letter queue instead.
 * One journal record holds both.
 * @throws Error when the journal cannot be written; then all is as it was.
 */
export function handOut(store: Store, queue: Queue, most: number, until: number, at: number): Message[] {
  const { redrive } = queue.settings;
  const target = redrive && queueByArn(store, redrive.deadLetterTargetArn);
  const taken: Message[] = [];
  const states: MessageState[] = [];
  const buried: Message[] = [];
  const room = Math.min(most, mostInFlight - queue.contents.counts.inFlight);
  while (taken.length < room) {
    const message = queue.contents.next(taken.at(-1)?.lane);
    if (!message) break;
    if (redrive && target && message.receiveCount >= redrive.maxReceiveCount) {
      queue.contents.takeOut(message);
      buried.push(message);
    } else {
      states.push(stateOf(message));
      markReceived(queue, message, until, at);
      taken.push(message);
    }
  }
  if (taken.length + buried.length === 0) return taken;
  record(
    store,
    { kind: "receive", queue: queue.name, until, taken: ids(taken), buried: ids(buried) },
    at,
    () => takeBack(queue, taken, states, buried),
  );
  for (const message of target ? buried : []) if (target) bury(queue, target, message, at);
  if (target && buried.length > 0) store.onChange(target);
  return taken;
}

const ids = (messages: readonly Message[]) => messages.map(({ sent }) => sent.id);

function takeBack(
  { contents }: Queue,
  taken: readonly Message[],
  states: readonly MessageState[],
  buried: readonly Message[],
) {
  taken.forEach((message, index) => {
    const state = states[index];
    if (state) contents.reset(message, state);
  });
  for (const message of buried) contents.putBack(message);
}
