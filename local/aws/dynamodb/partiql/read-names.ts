import { validation } from "../errors.ts";
import { shortName } from "../table-name.ts";
import type { Path } from "../values.ts";
import type { Reader } from "./reader.ts";

/** Paths with commas between. @throws AwsError ValidationException when one is a function. */
export function columnList(reader: Reader): Path[] {
  const columns: Path[] = [];
  do {
    if (reader.atCall()) throw validation(`Unexpected path component at ${reader.peek().position}`);
    columns.push(reader.path());
  } while (reader.accept(","));
  return columns;
}

/**
 * A table and, if it is named, an index. The name of a table may be an ARN.
 * @throws AwsError ValidationException when there are more names, or an alias.
 */
export function source(reader: Reader): string[] {
  const parts = [reader.name()];
  while (reader.accept(".")) parts.push(reader.name());
  if (parts.includes("")) throw validation("Path component cannot be an empty string");
  if (parts.length > 2) throw validation("A path may contain at most 2 components in the FROM clause");
  refuseAlias(reader);
  return [shortName(parts[0]) ?? "", ...parts.slice(1)];
}

function refuseAlias(reader: Reader): void {
  const { kind } = reader.peek();
  const clause = ["WHERE", "ORDER", "SET", "REMOVE", "RETURNING"].some((word) => reader.atWord(word));
  if (kind === "quoted" || (kind === "word" && !clause)) throw validation("Aliasing is not supported");
}
