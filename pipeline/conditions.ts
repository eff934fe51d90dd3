import type { Condition } from "#cloud/condition.ts";

/** The item does not exist (or lacks the attribute). */
export const absent = (attribute = "pk"): Condition => ({ kind: "absent", attribute });
/** The item exists (or has the attribute). */
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
/** The number set holds `value`. */
export const contains = (attribute: string, value: number): Condition => ({
  kind: "contains",
  attribute,
  value,
});
export const not = (condition: Condition): Condition => ({ kind: "not", condition });
export const all = (...conditions: Condition[]): Condition => ({ kind: "all", conditions });
export const any = (...conditions: Condition[]): Condition => ({ kind: "any", conditions });
