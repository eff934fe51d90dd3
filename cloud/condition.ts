/** A condition on the item that a write would change. Two conditions on one attribute are joined with `all`. */
export type Condition =
  | { kind: "absent"; attribute: string }
  | { kind: "present"; attribute: string }
  | { kind: "compare"; attribute: string; operator: "=" | "<>" | "<" | "<=" | ">" | ">="; value: unknown }
  /** The set attribute holds this number. */
  | { kind: "contains"; attribute: string; value: number }
  | { kind: "not"; condition: Condition }
  | { kind: "all" | "any"; conditions: readonly Condition[] };

export const absent = (attribute = "pk"): Condition => ({ kind: "absent", attribute });
export const present = (attribute = "pk"): Condition => ({ kind: "present", attribute });
export const equals = (attribute: string, value: unknown): Condition => ({
  kind: "compare",
  attribute,
  operator: "=",
  value,
});
export const below = (attribute: string, value: number): Condition => ({
  kind: "compare",
  attribute,
  operator: "<",
  value,
});
export const contains = (attribute: string, value: number): Condition => ({
  kind: "contains",
  attribute,
  value,
});
export const not = (condition: Condition): Condition => ({ kind: "not", condition });
export const all = (...conditions: Condition[]): Condition => ({ kind: "all", conditions });
export const any = (...conditions: Condition[]): Condition => ({ kind: "any", conditions });
