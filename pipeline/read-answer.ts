import { cleanDraft, complaintsAbout } from "#domain/page-content.ts";
import type { PageDraft, PageFailureCode } from "#domain/schema/page.ts";
import type { PlannedPage } from "#domain/spec.ts";

/** What Claude answered. */
export interface Answer {
  text: string;
  stopReason: "end_turn" | "max_tokens" | "refusal" | "other";
}

/** An answer read as a page, or why it is none, in sentences that Claude can act on. */
export type Reading = { draft: PageDraft } | { code: PageFailureCode; complaints: string[] };

/** What is wrong with Claude's parsed answer, in phrases; empty when it is a `PageDraft`. */
export type DraftCheck = (answer: unknown) => string[];

/** Reads an answer as the page that was planned. */
export function readAnswer(
  { text, stopReason }: Answer,
  page: PlannedPage,
  draftComplaints: DraftCheck,
): Reading {
  if (stopReason === "refusal")
    return { code: "REFUSED", complaints: ["Claude refused to write this page."] };
  if (stopReason === "max_tokens")
    return { code: "TRUNCATED", complaints: ["It was cut off: write fewer words."] };
  const answer = parsed(text);
  if (answer === undefined) return { code: "OUTPUT_INVALID", complaints: ["It was not a JSON object."] };
  const shape = draftComplaints(answer);
  if (shape.length > 0) return { code: "OUTPUT_INVALID", complaints: shape };
  const draft = cleanDraft(answer as PageDraft);
  const complaints = complaintsAbout(draft, page);
  return complaints.length > 0 ? { code: "OUTPUT_INVALID", complaints } : { draft };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
