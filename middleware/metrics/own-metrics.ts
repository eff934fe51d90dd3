import { directiveText } from "./emf.ts";
import type { MetricsScope } from "./metrics-backend.ts";

/** What the stack itself measures of a piece of work. */
export interface Measured extends MetricsScope {
  readonly message: "request" | "record" | "task";
  readonly status: number;
  readonly durationMs: number;
  readonly coldStart: boolean;
}

interface Names {
  readonly count: string;
  readonly errors: string;
  readonly duration: string;
}

const names: Readonly<Record<Measured["message"], Names>> = {
  request: { count: "Requests", errors: "ServerErrors", duration: "Duration" },
  record: { count: "Records", errors: "RecordErrors", duration: "RecordDuration" },
  task: { count: "Tasks", errors: "TaskErrors", duration: "TaskDuration" },
};

const clientErrors = "ClientErrors";
const coldStarts = "ColdStarts";

/** The names that the stack's own metrics take in a wide line. */
export const ownMetricNames: ReadonlySet<string> = new Set([
  ...Object.values(names).flatMap(({ count, errors, duration }) => [count, errors, duration]),
  clientErrors,
  coldStarts,
  "_aws",
]);

/** The stack's own metrics as JSON members; errors are 0 or 1 each time, so that their average is the error rate. */
export function ownMembers({ message, status, durationMs, coldStart }: Measured): string {
  const { count, errors, duration } = names[message];
  const refused = message === "request" ? `,"${clientErrors}":${status >= 400 && status < 500 ? 1 : 0}` : "";
  const failed = `,"${errors}":${status >= 500 ? 1 : 0}`;
  return `,"${count}":1${refused}${failed},"${coldStarts}":${coldStart ? 1 : 0},"${duration}":${Number.isFinite(durationMs) ? durationMs : 0}`;
}

const texts = new Map<string, string>();

/** The directive of the stack's own metrics, made once for each namespace and kind of work. */
export function ownDirective(message: Measured["message"], namespace: string): string {
  const key = `${message} ${namespace}`;
  const text = texts.get(key) ?? makeDirective(message, namespace);
  texts.set(key, text);
  return text;
}

function makeDirective(message: Measured["message"], namespace: string): string {
  const { count, errors, duration } = names[message];
  const counted =
    message === "request" ? [count, clientErrors, errors, coldStarts] : [count, errors, coldStarts];
  const metrics = counted.map((name) => ({ name, unit: "Count" as const }));
  return directiveText(namespace, [], [...metrics, { name: duration, unit: "Milliseconds" }]);
}
