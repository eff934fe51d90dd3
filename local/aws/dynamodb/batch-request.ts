import { validation } from "./errors.ts";
import { namePattern, present, quietViolation, type Violation, violation } from "./members.ts";
import { type Input, optionalStructure } from "./shape.ts";
import type { Table, Write } from "./table.ts";
import { shortName } from "./table-name.ts";

/** The most bytes that a batch may carry. */
export const largestBatch = 16 * 1024 * 1024;

const knownNames = /^[a-zA-Z0-9_.-]{1,255}$/;

/** What a batch asks of each table. */
export function requestItems(input: Input): Input {
  return optionalStructure(input, "RequestItems") ?? {};
}

/** A batch asks for something. */
export function notEmpty(requests: Input, input: Input): Violation {
  if (input.RequestItems == null) return present("requestItems", undefined);
  if (Object.keys(requests).length > 0) return undefined;
  return quietViolation("RequestItems", "Member must have length greater than or equal to 1");
}

/** The tables of a batch have possible names. */
export function tableNames(requests: Input): Violation {
  if (Object.keys(requests).every((name) => knownNames.test(shortName(name) ?? ""))) return undefined;
  return violation(
    "requestItems",
    JSON.stringify(requests),
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, " +
      `Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: ${namePattern}]`,
  );
}

/** @throws AwsError ValidationException when an item is asked for twice. */
export function refuseDuplicates(writes: readonly Pick<Write, "table" | "place">[]): void {
  const seen = new Map<Table, Set<string>>();
  for (const { table, place: at } of writes) {
    const places = seen.get(table) ?? new Set();
    seen.set(table, places);
    const size = places.size;
    if (places.add(JSON.stringify([at.hash, at.sort])).size === size)
      throw validation("Provided list of item keys contains duplicates");
  }
}
