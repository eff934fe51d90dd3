import type { PagePrompt } from "#domain/page-prompt.ts";
import type { Usage } from "#domain/price-book.ts";
import type { Condition } from "./condition.ts";

/** The key of an item. */
export interface Key {
  pk: string;
  sk: string;
}

/** An item of the table: strings, numbers, booleans, number sets, bytes, and lists and maps of them. */
export type Item = Key & Record<string, unknown>;

/** How a conditional write ended; when it did not apply, `found` is the item that stood in its way, if any. */
export type Written = { applied: true; item: Item } | { applied: false; found: Item | undefined };

/** What an update does, in one write. */
export interface Change {
  set?: Record<string, unknown>;
  /** Sets only what is not there yet. */
  setIfAbsent?: Record<string, unknown>;
  /** Adds to a number, or adds elements to a number set. An absent attribute counts as 0 or empty. */
  add?: Record<string, number | ReadonlySet<number>>;
  /** Takes elements out of a number set. */
  take?: Record<string, ReadonlySet<number>>;
  remove?: readonly string[];
  /** The caller does not need the item back: the answer holds its key alone. */
  blind?: boolean;
}

/** Which items of one partition a query reads. */
export interface QueryOptions {
  /** Only sort keys that begin so. */
  prefix?: string;
  /** Only sort keys after this one (before it when `descending`). */
  after?: string;
  descending?: boolean;
  /** At most this many items; without it, all of them. */
  limit?: number;
}

/** The one table. Reads see every earlier write. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** The items that exist, in no order; any number of keys. */
  getMany(keys: readonly Key[]): Promise<Item[]>;
  put(item: Item, condition?: Condition): Promise<Written>;
  update(key: Key, change: Change, condition?: Condition): Promise<Written>;
  remove(key: Key, condition?: Condition): Promise<Written>;
  query(pk: string, options?: QueryOptions): Promise<Item[]>;
}

export type QueueName = "jobs" | "pages";

/** A message to send: a JSON body and, for fairness, the group that it belongs to. */
export interface OutgoingMessage {
  body: unknown;
  group?: string;
  delaySeconds?: number;
}

/** How many messages a queue holds. */
export interface QueueDepth {
  visible: number;
  delayed: number;
  inFlight: number;
}

/** The queues. Sending retries the entries that were refused; it throws when some still are. */
export interface Queues {
  send(queue: QueueName, messages: readonly OutgoingMessage[]): Promise<void>;
  /** Makes a received message visible again after so many seconds. */
  postpone(queue: QueueName, receiptHandle: string, seconds: number): Promise<void>;
  depth(queue: QueueName): Promise<QueueDepth>;
}

/** How a call to Claude ended. */
export type LlmOutcome =
  | {
      kind: "answered";
      text: string;
      stopReason: "end_turn" | "max_tokens" | "refusal" | "other";
      usage: Usage;
    }
  /** It was refused before it cost anything: rate limit or overload. */
  | { kind: "refused"; retryAfterMs: number | undefined; detail: string }
  /** It failed on the way and may have cost something: time-out, network, 5xx. */
  | { kind: "failed"; detail: string }
  /** Claude will never take this request. */
  | { kind: "rejected"; detail: string }
  /** The key, the account or the model is not accepted: no other page will fare better. */
  | { kind: "denied"; detail: string };

/** What a call is made with besides the prompt. */
export interface LlmCall {
  deadlineMs: number;
  requestId: string;
}

/** Claude. It does not throw for what the API answers. */
export interface Llm {
  write(prompt: PagePrompt, call: LlmCall): Promise<LlmOutcome>;
}

/**
 * Parameters of the stage by the name of their setting; cached for `maxAgeMs`. While they cannot be read, the last
 * value serves for a while; with an age of 0 the value is read now or the failure is thrown.
 */
export interface Secrets {
  get(parameter: string, maxAgeMs?: number): Promise<string>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Everything random or hashed. */
export interface Ids {
  /** A UUIDv7: it sorts by time and gives its own time window. */
  uuid(): string;
  /** 32 lower-case characters that depend on the text alone. */
  hash(text: string): string;
  /** A number in [0, 1). */
  random(): number;
}

/** Counts of what happened, by name and unit, for dashboards and alarms. */
export interface Metrics {
  count(name: string, value?: number, dimensions?: Readonly<Record<string, string>>): void;
}

/** Every effect on the world outside, as one value that is passed and never imported. */
export interface Cloud {
  table: Table;
  queues: Queues;
  secrets: Secrets;
  llm: Llm;
  metrics: Metrics;
  clock: Clock;
  ids: Ids;
  /** Takes a log line. */
  write(line: string): void;
  /** Packs and unpacks bytes for storage (gzip). */
  codec: { pack(text: string): Uint8Array; unpack(bytes: Uint8Array): string };
}
