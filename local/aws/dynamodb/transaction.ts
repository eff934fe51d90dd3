import { AwsError } from "../aws-error.ts";
import type { Place } from "./collection.ts";
import { validation } from "./errors.ts";
import { type Violation, violation } from "./members.ts";

/** The most bytes that the items of a transaction may have together. */
export const largestTransaction = 4 * 1024 * 1024;

const mostItems = 100;

/** Why one part of a transaction stopped it; `None` for a part that did not. */
export interface Reason {
  Code: string;
  Message?: string;
  Item?: unknown;
}

const codes: Record<string, string> = {
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  ValidationException: "ValidationError",
};

/** The reason that an error of a part becomes. @throws the error itself when it is none of a part's. */
export function reasonOf(error: unknown): Reason {
  const code = error instanceof AwsError ? codes[error.code] : undefined;
  if (!(error instanceof AwsError) || code === undefined) throw error;
  const { Item: item } = error.fields;
  return { Code: code, Message: error.message, ...(item !== undefined && { Item: item }) };
}

/** The error of a transaction, with one reason for each of its parts. */
export function cancelled(reasons: readonly Reason[]): AwsError {
  const list = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${list}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** What AWS answers above that size. */
export const tooLarge = () =>
  validation("The aggregate size of the items in the transaction cannot exceed 4 MB");

/** How many parts a transaction may have. */
export function itemCount(items: readonly unknown[], member = "transactItems"): Violation {
  if (items.length === 0)
    return violation(member, "[]", "Member must have length greater than or equal to 1");
  return items.length > mostItems
    ? violation(
        member,
        `[${JSON.stringify(items).slice(1, 1000)}...]`,
        `Member must have length less than or equal to ${mostItems}`,
      )
    : undefined;
}

/** A key that does not fit cancels the transaction; @throws AwsError for one that is refused before it begins. */
export function placeOrReason(place: () => Place): Place | Reason {
  try {
    return place();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason.Message?.startsWith("One or more parameter values are not valid.")) throw error;
    return reason;
  }
}

/** @throws AwsError ValidationException when two parts of a transaction are about one item. */
export function refuseDuplicates(parts: readonly { name: string; place: Place | Reason }[]): void {
  const places = parts.flatMap(({ name, place }) =>
    "hash" in place ? [JSON.stringify([name, place.hash, place.sort])] : [],
  );
  if (new Set(places).size < places.length)
    throw validation("Transaction request cannot include multiple operations on one item");
}
