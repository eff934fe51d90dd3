import { type Input, optionalInteger, optionalString } from "../wire-input.ts";
import { invalidParameter, sqsError } from "./errors.ts";

const longestPage = 1000;

/**
 * One page of `names`, which are sorted, as the request's MaxResults and NextToken ask.
 * Without MaxResults AWS gives the first 1,000 and no token.
 */
export function readPage(input: Input, names: string[]): { names: string[]; token?: string } {
  const most = optionalInteger(input, "MaxResults");
  const token = optionalString(input, "NextToken");
  if (most !== undefined && (most < 1 || most > longestPage))
    throw invalidParameter("MaxResults", most, `Must be between 1 and ${longestPage}, if provided.`);
  if (token !== undefined && most === undefined)
    throw sqsError("InvalidParameterValue", "MaxResults is required when NextToken is given.");
  const after = token === undefined ? undefined : Buffer.from(token, "base64").toString();
  const rest = after === undefined ? names : names.filter((name) => name > after);
  const page = rest.slice(0, most ?? longestPage);
  const last = page.at(-1);
  return most !== undefined && last !== undefined && rest.length > page.length
    ? { names: page, token: Buffer.from(last).toString("base64") }
    : { names: page };
}
