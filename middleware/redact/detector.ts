import type { Placeholders } from "./placeholder.ts";
import type { KeyJudge } from "./redact-keys.ts";
import type { Tagger } from "./tag.ts";

/** What detectors of one redactor work with. */
export interface Means {
  readonly keys: KeyJudge;
  readonly tag: Tagger;
  readonly placeholders: Placeholders;
}

/** One kind of secret or personal data in text. */
export interface Detector {
  /** The rule's name, for explanations. */
  readonly rule: string;
  /** What stands in the placeholder. */
  readonly kind: string;
  /** Features of which one must be there. */
  readonly needs: number;
  /** Whether it is about credentials, which nothing makes safe. */
  readonly credential: boolean;
  /** Returns the text with placeholders. Every quantifier is bounded, so that time grows with the length alone. */
  readonly hide: (text: string, means: Means) => string;
}

/** Makes what stands in place of a match. */
type Replace = (match: string, first: string, second: string) => string;

/** A detector of credentials by a pattern. */
export function secretBy(
  rule: string,
  kind: string,
  needs: number,
  pattern: RegExp,
  replace: Replace,
): Detector {
  return { rule, kind, needs, credential: true, hide: (text) => text.replace(pattern, replace) };
}

/** Puts the same placeholder in place of every match. */
export const put =
  (placeholder: string): Replace =>
  () =>
    placeholder;

/** Keeps the first group, which tells what it was, and puts a placeholder after it. */
export const keepFirst =
  (placeholder: string): Replace =>
  (_match, first) =>
    first + placeholder;

/**
 * A detector of personal data by a pattern, with tags. A first group is kept, as it tells what the second is; `accept`
 * decides on what the pattern alone cannot.
 */
export function personalBy(
  rule: string,
  kind: string,
  needs: number,
  pattern: RegExp,
  accept: (match: string) => boolean = () => true,
): Detector {
  const hide = (text: string, { tag }: Means) =>
    text.replace(pattern, (match: string, ...groups: unknown[]) => {
      const [first, second] = groups;
      // Where a pattern has no groups, the offset comes first.
      const [before, value] =
        typeof first === "string" && typeof second === "string" ? [first, second] : ["", match];
      return accept(value) ? `${before}[${kind}:${tag(value)}]` : match;
    });
  return { rule, kind, needs, credential: false, hide };
}
