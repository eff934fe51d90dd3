import type { LargeValue } from "../journal/large-value.ts";
import type { Change } from "./changes.ts";
import { type KeptMessage, keepMessage, takeMessage } from "./large-message.ts";
import type { SentMessage } from "./message.ts";

type WithMessages = Extract<Change, { messages: unknown }>;

const hasMessages = (change: Change): change is WithMessages => "messages" in change;

/** A change as the journal keeps it, and the large values that it names. */
export function keepChange(change: Change): { change: unknown; values?: LargeValue[] } {
  if (!hasMessages(change)) return { change };
  const values: LargeValue[] = [];
  const messages = change.messages.map((each) => ({ ...each, sent: keepMessage(each.sent, values) }));
  return { change: { ...change, messages }, ...(values.length > 0 && { values }) };
}

/** Takes a change out of a record that the journal has kept. */
export function takeChange(kept: unknown, values: readonly LargeValue[] = []): Change {
  const change = kept as Change;
  if (!hasMessages(change) || values.length === 0) return change;
  const take = <Each extends { sent: SentMessage }>(each: Each): Each => ({
    ...each,
    sent: takeMessage(each.sent as KeptMessage, values),
  });
  return change.kind === "send"
    ? { ...change, messages: change.messages.map(take) }
    : { ...change, messages: change.messages.map(take) };
}
