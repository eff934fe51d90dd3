import type { Answer, Exchange } from "./dynamodb-pair.ts";
import type { Request } from "./dynamodb-requests.ts";
import type { Difference } from "./render-differences.ts";

/** A difference that is accepted. */
export interface DynamoDbDifference extends Difference {
  /** The exchange with this difference taken out of it; undefined when it does not show it. */
  without(exchange: Exchange): Exchange | undefined;
  /** Requests to an empty table `things`, the last of which shows it and no other. */
  example: Request[];
}

/** The page of an operation in the API reference. */
export const api = (name: string) =>
  `https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_${name}.html`;
/** A page of the developer guide. */
export const guide = (name: string) =>
  `https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/${name}.html`;

/** The key that the examples use. */
export const key = { pk: { S: "p" }, sk: { N: "1" } };
/** A request to the table of the examples. */
export const ask = (operation: string, input: Record<string, unknown> = {}): Request => ({
  operation,
  input: { TableName: "things", ...input },
});
/** A put of the item of the examples. */
export const put = (more: object = {}, item: object = {}) =>
  ask("PutItem", { Item: { ...key, ...item }, ...more });
/** An update of the item of the examples. */
export const update = (UpdateExpression: string, more: object = {}) =>
  ask("UpdateItem", { Key: key, UpdateExpression, ...more });

/** Both answers become one, so that nothing is left to compare. */
export const settled = (exchange: Exchange): Exchange => ({ ...exchange, theirs: exchange.ours });

/** Settles an exchange in which both refuse, in these words. */
export const worded =
  (ours: RegExp, theirs: RegExp) =>
  (exchange: Exchange): Exchange | undefined => {
    const both = ours.test(exchange.ours.message ?? "") && theirs.test(exchange.theirs.message ?? "");
    return both ? settled(exchange) : undefined;
  };

/** Settles an exchange in which we refuse in these words, whatever the other does. */
export const refusedHere =
  (ours: RegExp) =>
  (exchange: Exchange): Exchange | undefined =>
    ours.test(exchange.ours.message ?? "") ? settled(exchange) : undefined;

type Body = Record<string, unknown>;

/** What an answer holds. */
export const bodyOf = ({ body }: Answer): Body => (body ?? {}) as Body;
