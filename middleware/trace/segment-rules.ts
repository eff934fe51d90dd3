import type { Redactor } from "../redact/default-redactor.ts";
import type { AnnotationValue } from "./segment.ts";

const longestName = 200;
const longestText = 1_000;
// https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-fields
const foreignInName = /[^\p{L}\p{N}\s_.:/%&#=+\\\-@]/gu;
const foreignInKey = /\W/g;

let lastName = "";
let lastClean = "unnamed";

/** A name that X-Ray accepts for a segment. */
export function segmentName(name: string): string {
  if (name === lastName) return lastClean;
  lastName = name;
  lastClean = name.slice(0, longestName).replace(foreignInName, "_") || "unnamed";
  return lastClean;
}

/** A key that X-Ray accepts for an annotation. */
export function annotationKey(name: string): string {
  return name.slice(0, longestText).replace(foreignInKey, "_");
}

/** A value that X-Ray accepts for an annotation, without secrets; undefined where there is none. */
export function annotationValue(value: unknown, redactor: Redactor): AnnotationValue | undefined {
  if (typeof value === "string") return redactor.redactText(value.slice(0, longestText));
  return typeof value === "boolean" || Number.isFinite(value) ? (value as AnnotationValue) : undefined;
}

/** The flags of a span by the status that it ended with. */
export interface Flags {
  fault?: true;
  error?: true;
  throttle?: true;
}

/** A caller's mistake is an error, ours a fault; 429 is a throttled call besides. */
export function flagsOfStatus(status: number): Flags {
  if (status >= 500) return { fault: true };
  if (status === 429) return { error: true, throttle: true };
  return status >= 400 ? { error: true } : {};
}
