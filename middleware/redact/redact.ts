import { defaultRedactor } from "./default-redactor.ts";
import type { Explanation } from "./explanation.ts";

/** Hides secrets and personal data by the package's rules. */
export interface Redact {
  /**
   * Returns the value without secrets and personal data, in a form that JSON can carry: first by key, then by the
   * shape of each text. What needs no change is returned as it is, and a second pass changes nothing.
   */
  (value: unknown): unknown;
  /** Says which rule hits where, without the values. */
  explain(value: unknown): Explanation[];
}

/** Hides secrets and personal data by the package's rules; `redact.explain` says which of them hit. */
export const redact: Redact = /* @__PURE__ */ Object.assign(
  (value: unknown) => defaultRedactor.redact(value),
  { explain: (value: unknown) => defaultRedactor.explain(value) },
);
