import { personalDetectors } from "./detect-people.ts";
import { secretDetectors } from "./detect-secrets.ts";
import type { Detector, Means } from "./detector.ts";
import type { Explanation } from "./explanation.ts";
import { placeholdersOf } from "./placeholder.ts";
import { type KeyOptions, keyJudge } from "./redact-keys.ts";
import { textRedactor } from "./redact-text.ts";
import { type TagKey, taggerOf } from "./tag.ts";
import { explainValue, type WalkRules, walkValue } from "./walk.ts";

/** Hides secrets and personal data. */
export interface Redactor {
  /** The value without secrets and personal data, in a form that JSON can carry. */
  redact(value: unknown): unknown;
  /** The same for one text. */
  redactText(text: string): string;
  /** Which rule hits where, without the values. */
  explain(value: unknown): Explanation[];
}

/** What a redactor is made of, checked already. */
export interface RedactorParts extends KeyOptions {
  /** Detectors that come before the package's. */
  readonly own?: readonly Detector[];
  readonly key?: TagKey | undefined;
  readonly now?: () => number;
  readonly off?: boolean;
}

/** Makes a redactor of the package's rules and what was added; bundles without rules of their own need no more. */
export function redactorOf(parts: RedactorParts = {}): Redactor {
  const rules = walkRules(parts);
  return {
    redact: (value) => walkValue(rules, value),
    redactText: (text) => rules.text(text),
    explain: (value) => explainValue(rules, value),
  };
}

function walkRules(parts: RedactorParts): WalkRules {
  const { own = [], key, now = Date.now, off = false } = parts;
  const placeholders = placeholdersOf(own.map(({ kind }) => kind));
  const keys = keyJudge(parts, placeholders, (name) => text(name) !== name);
  const means: Means = { keys: off ? openKeys : keys, tag: taggerOf({ key, now }), placeholders };
  const detectors = off ? [] : [...own, ...secretDetectors, ...personalDetectors];
  const text = textRedactor(detectors, means);
  return { ...means, text, safeText: textRedactor(detectors.filter(isOfCredentials), means) };
}

const isOfCredentials = ({ credential }: Detector) => credential;
const openKeys = { marks: () => 0, pairMarks: () => 0 };

/** The redactor of a stack that names none. */
export const defaultRedactor: Redactor = /* @__PURE__ */ redactorOf();
