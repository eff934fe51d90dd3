import { redact } from "./redact.ts";
import { redactText } from "./redact-text.ts";

/** Hides secrets and personal data. */
export interface Redactor {
  /** The value without secrets and personal data, in a form that JSON can carry. */
  redact(value: unknown): unknown;
  /** The same for one text. */
  redactText(text: string): string;
}

/** The redactor of a stack that names none. */
export const defaultRedactor: Redactor = { redact, redactText };
