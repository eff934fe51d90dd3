import type { FirstSend } from "./deduplication.ts";
import type { MessageHead, MessageState, SentMessage } from "./message.ts";
import type { MoveTask } from "./move-task.ts";
import type { Attributes } from "./queue-attributes.ts";

/** A message on its way into a queue. */
export interface NewMessage {
  sent: SentMessage;
  /** Milliseconds since the epoch; absent means visible at once. */
  delayedUntil?: number;
}

/** A message that a move task takes out of a dead-letter queue, and what becomes of it. */
export interface Move {
  id: string;
  /** The name of the queue that gets it. */
  queue: string;
  renewal: Renewal;
}

/** What is new about a message that is moved; the rest stays as it was. */
export type Renewal = Pick<MessageHead, "id" | "sentAt" | "sequenceNumber">;

/** A queue without its messages. */
export interface QueueState {
  queue: string;
  attributes: Attributes;
  tags: Record<string, string>;
  /** All times are in milliseconds since the epoch. */
  createdAt: number;
  modifiedAt: number;
  purgedAt?: number;
  sequence: number;
  deduplication: [key: string, first: FirstSend][];
}

/** A message in the middle of its life. */
export interface PlacedMessage {
  sent: SentMessage;
  arrivedAt: number;
  sourceArn?: string;
  earlierReceives: number;
  state: MessageState;
}

/** Everything that changes the state; each is one record of the journal. `queue` is a queue's name. */
export type Change =
  | { kind: "createQueue"; queue: string; attributes: Attributes; tags: Record<string, string> }
  | { kind: "deleteQueue"; queue: string }
  /** All attributes of the queue, as they are from now on. */
  | { kind: "setAttributes"; queue: string; attributes: Attributes }
  /** All tags of the queue, as they are from now on. */
  | { kind: "setTags"; queue: string; tags: Record<string, string> }
  | { kind: "purge"; queue: string }
  | { kind: "send"; queue: string; messages: NewMessage[] }
  /** `taken` and `buried` are message ids: handed out until then, and sent to the dead-letter queue instead. */
  | { kind: "receive"; queue: string; until: number; taken: string[]; buried: string[] }
  | { kind: "delete"; queue: string; ids: string[] }
  /** Message ids and when each becomes visible again. */
  | { kind: "visibility"; queue: string; until: [id: string, until: number][] }
  | { kind: "startMove"; task: MoveTask }
  | { kind: "move"; taskId: string; moves: Move[] }
  | { kind: "endMove"; taskId: string; status: MoveTask["status"]; failureReason?: string }
  /** The state of a compacted journal: first this, then its queues, and of each its messages, first in line first. */
  | { kind: "service"; idsUsed: number; deletedAt: [name: string, at: number][]; tasks: MoveTask[] }
  | ({ kind: "queue" } & QueueState)
  | { kind: "place"; queue: string; messages: PlacedMessage[] };
