import type { Condition } from "../condition.ts";
import type { Action } from "../update.ts";
import type { AttributeValue, Item, Path } from "../values.ts";

/** What an UPDATE or DELETE gives back, such as `ALL OLD`. */
export type Returning = "ALL OLD" | "ALL NEW" | "MODIFIED OLD" | "MODIFIED NEW";

/** A read: `SELECT … FROM "table"."index" WHERE …`. */
export interface Select {
  kind: "select";
  table: string;
  index?: string;
  /** The paths wanted; undefined is all. */
  columns?: Path[];
  where?: Condition;
  orderBy?: { name: string; descending: boolean };
}

/** A change of one item. */
export type Change =
  | { kind: "insert"; table: string; item: Item }
  | { kind: "update"; table: string; actions: Action[]; where: Condition; returning?: Returning }
  | { kind: "delete"; table: string; where: Condition; returning?: Returning };

export type Statement = Select | Change;

/** The value that a condition asks an attribute of the item itself to be equal to. */
export function equality(condition: Condition): { name: string; value: AttributeValue } | undefined {
  if (condition.kind !== "compare" || condition.operator !== "=") return undefined;
  const { left, right } = condition;
  const [path, value] = left.kind === "path" ? [left, right] : [right, left];
  if (path.kind !== "path" || value.kind !== "value" || path.path.length !== 1) return undefined;
  return { name: String(path.path[0]), value: value.value };
}
