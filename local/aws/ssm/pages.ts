import { type Input, optionalInteger, optionalString } from "../wire-input.ts";
import { constraint, ssmError } from "./errors.ts";

/**
 * One page of `items` as the request's MaxResults and NextToken ask; a token is the count of items before it.
 * @throws AwsError ValidationException, InvalidNextToken
 */
export function readPage<Item>(input: Input, items: Item[], most: number, usual: number) {
  const size = optionalInteger(input, "MaxResults") ?? usual;
  if (size < 1) throw constraint(size, "maxResults", "have value greater than or equal to 1");
  if (size > most) throw constraint(size, "maxResults", `have value less than or equal to ${most}`);
  const token = optionalString(input, "NextToken");
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64").toString() || "no");
  if (!Number.isInteger(start)) throw ssmError("InvalidNextToken", "The specified token isn't valid.");
  const end = start + size;
  return {
    items: items.slice(start, end),
    next: end < items.length ? { NextToken: Buffer.from(String(end)).toString("base64") } : {},
  };
}
