/** A condition on the item that a write would change. Two conditions on one attribute are joined with `all`. */
export type Condition =
  | { kind: "absent"; attribute: string }
  | { kind: "present"; attribute: string }
  | { kind: "compare"; attribute: string; operator: "=" | "<>" | "<" | "<=" | ">" | ">="; value: unknown }
  /** The set attribute holds this number. */
  | { kind: "contains"; attribute: string; value: number }
  | { kind: "not"; condition: Condition }
  | { kind: "all" | "any"; conditions: readonly Condition[] };
