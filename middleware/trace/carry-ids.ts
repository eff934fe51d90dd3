import { idEntries, type TextAttribute, textAttribute } from "../queue/message-attributes.ts";
import { type OutgoingIds, runningIds } from "./outgoing-ids.ts";

/** As much of an AWS SDK v3 client as this needs. */
export interface SdkClient {
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: each client has its own types of middleware, and all share this one shape.
    add(middleware: any, options: any): void;
  };
}

type Input = Record<string, unknown>;
type Carry = (input: Input, ids: OutgoingIds) => Input;

interface CallContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

interface Call {
  readonly input: Input;
}

/**
 * Lets a client of the AWS SDK v3 carry the ids of the running work with every SQS and SNS message, EventBridge
 * event and Lambda call, and returns the client. What the caller set himself stays.
 */
export function carryIds<Client extends SdkClient>(client: Client): Client {
  const middleware = (next: (call: Call) => unknown, context: CallContext) => (call: Call) => {
    const carry = carriers[context.commandName ?? ""];
    const ids = carry === undefined ? undefined : runningIds();
    return next(carry === undefined || ids === undefined ? call : { ...call, input: carry(call.input, ids) });
  };
  client.middlewareStack.add(middleware, { step: "initialize", name: "carryIds", override: true });
  return client;
}

const carriers: Readonly<Record<string, Carry>> = {
  SendMessageCommand: toMessage,
  SendMessageBatchCommand: toEach("Entries", toMessage),
  PublishCommand: toNotification,
  PublishBatchCommand: toEach("PublishBatchRequestEntries", toNotification),
  PutEventsCommand: toEach("Entries", toEvent),
  InvokeCommand: toInvocation,
};

function toEach(list: string, carry: Carry): Carry {
  return (input, ids) => {
    const entries = input[list];
    if (!Array.isArray(entries)) return input;
    return { ...input, [list]: entries.map((entry) => carry(entry, ids)) };
  };
}

function toMessage(input: Input, ids: OutgoingIds): Input {
  const { traceHeader } = ids;
  const message = { ...input, MessageAttributes: withIds(input.MessageAttributes, ids) };
  if (traceHeader === undefined) return message;
  const own = input.MessageSystemAttributes as object | undefined;
  return { ...message, MessageSystemAttributes: { AWSTraceHeader: textAttribute(traceHeader), ...own } };
}

// A text to a phone takes no attributes but its own.
function toNotification(input: Input, ids: OutgoingIds): Input {
  if (input.PhoneNumber !== undefined) return input;
  return { ...input, MessageAttributes: withIds(input.MessageAttributes, ids) };
}

const mostAttributes = 10;

function withIds(set: unknown, ids: OutgoingIds): Record<string, unknown> {
  const attributes: Record<string, unknown> = { ...(set as Record<string, TextAttribute> | undefined) };
  let room = mostAttributes - Object.keys(attributes).length;
  for (const [name, value] of idEntries(ids)) {
    if (room <= 0) break;
    if (name in attributes) continue;
    attributes[name] = textAttribute(value);
    room--;
  }
  return attributes;
}

function toEvent(input: Input, { traceHeader }: OutgoingIds): Input {
  return traceHeader === undefined ? input : { TraceHeader: traceHeader, ...input };
}

const longestClientContext = 3_583;

// Lambda hands the client context over for synchronous calls only, and refuses one that is too long.
function toInvocation(input: Input, ids: OutgoingIds): Input {
  const set = input.ClientContext;
  const context = set === undefined ? {} : decoded(set);
  if (context === undefined) return input;
  const custom = { ...Object.fromEntries(idEntries(ids)), ...(context.custom as object | undefined) };
  const ClientContext = Buffer.from(JSON.stringify({ ...context, custom })).toString("base64");
  return ClientContext.length > longestClientContext ? input : { ...input, ClientContext };
}

function decoded(clientContext: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(String(clientContext), "base64").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
