import type { Exchange, Reply } from "./sqs-peers.ts";

/** A message, an entry of a batch, or any other object of the wire. */
export type Entry = Record<string, unknown>;
/** The messages of a receive. */
export const messages = ({ body }: Reply) => (body.Messages ?? []) as Entry[];
const entries = ({ input }: Exchange) => (Array.isArray(input.Entries) ? (input.Entries as Entry[]) : []);
/** The requests for single messages, or the entries of a batch. */
export const parts = (exchange: Exchange) =>
  "Entries" in exchange.input ? entries(exchange) : [exchange.input];
/** The failed entries of a batch. */
export const failed = ({ body }: Reply) => (body.Failed ?? []) as Entry[];

/** The error of a call, or of the first entry of a batch that failed. */
export const errorOf = (reply: Reply) => reply.error ?? failed(reply)[0]?.Code;
/** We refuse in this way what the other takes, or refuses otherwise. */
export const weRefuse = (exchange: Exchange, error: string, ...operations: string[]) =>
  errorOf(exchange.ours) === error &&
  errorOf(exchange.theirs) !== error &&
  operations.includes(exchange.operation.replace(/Batch$/, ""));

/** A reply with another body. */
export const withBody = (reply: Reply, change: (body: Entry) => Entry): Reply => ({
  ...reply,
  body: change(reply.body),
});
/** The other's reply with other messages. */
export const withMessages = ({ theirs }: Exchange, change: (message: Entry, index: number) => Entry): Reply =>
  withBody(theirs, (body) => ({ ...body, Messages: messages(theirs).map(change) }));
/** An object without some of its members. */
export const without = (object: Entry, ...names: string[]): Entry =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
/** A system attribute of a message. */
export const systemAttribute = (message: Entry | undefined, name: string) =>
  (message?.Attributes as Entry | undefined)?.[name];
/** Whether it is an empty list or map. */
export const isEmpty = (value: unknown) =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;
/** Whether a parameter is absent or empty. */
export const isMissing = (value: unknown) => value === undefined || value === "";
/** Our reply, where both refuse and only the error differs. */
export const ourError = ({ ours }: Exchange): Reply => ours;
