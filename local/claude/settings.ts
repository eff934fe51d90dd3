/** The ways in which a call can be made to fail, in the order in which one draw is shared among them. */
export const failureKinds = [
  "overloaded",
  "serverError",
  "rateLimited",
  "spendLimit",
  "timeout",
  "refusal",
  "truncated",
  "malformed",
  "empty",
] as const;

/** One way in which a call can be made to fail. */
export type FailureKind = (typeof failureKinds)[number];

/** A waiting time in milliseconds: fixed, or drawn evenly from `mean ± jitter`. */
export type Latency = number | { mean: number; jitter: number };

/** What the stand-in can be told to do. Each failure kind is the share of calls, 0 to 1, that fail that way. */
export interface ClaudeSettings extends Record<FailureKind, number> {
  latencyMs: Latency;
  /** 0 means no limit, here and in the next two. */
  requestsPerMinute: number;
  inputTokensPerMinute: number;
  outputTokensPerMinute: number;
  /** The `retry-after` of a `rateLimited` failure, in seconds. */
  retryAfterSeconds: number;
  /** The only key that is let in; "" lets in any. */
  apiKey: string;
}

/** A healthy, unlimited, immediate Claude. */
export const healthy: Readonly<ClaudeSettings> = {
  latencyMs: 0,
  requestsPerMinute: 0,
  inputTokensPerMinute: 0,
  outputTokensPerMinute: 0,
  retryAfterSeconds: 5,
  apiKey: "",
  overloaded: 0,
  serverError: 0,
  rateLimited: 0,
  spendLimit: 0,
  timeout: 0,
  refusal: 0,
  truncated: 0,
  malformed: 0,
  empty: 0,
};

const isAmount = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

function isLatency(value: unknown): value is Latency {
  if (isAmount(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const { mean, jitter, ...rest } = value as Record<string, unknown>;
  return isAmount(mean) && isAmount(jitter) && jitter <= mean && Object.keys(rest).length === 0;
}

const isFailure = (name: string): name is FailureKind => (failureKinds as readonly string[]).includes(name);

function problemWith(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(healthy, name)) {
    return `There is no setting "${name}": use one of ${Object.keys(healthy).join(", ")}.`;
  }
  if (name === "apiKey") return typeof value === "string" ? undefined : `"apiKey" must be a string.`;
  if (name === "latencyMs") {
    return isLatency(value)
      ? undefined
      : `"latencyMs" must be a number of at least 0 or {"mean", "jitter"} with jitter at most mean.`;
  }
  if (!isAmount(value)) return `"${name}" must be a number of at least 0.`;
  return isFailure(name) && value > 1
    ? `"${name}" is a share of the calls: give a number from 0 to 1.`
    : undefined;
}

/**
 * Lays `changes` over `settings`; what is not named stays as it is.
 * @throws RangeError in one sentence when a setting is unknown or out of range, or the shares exceed 1.
 */
export function changeSettings(settings: Readonly<ClaudeSettings>, changes: unknown): ClaudeSettings {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) {
    throw new RangeError(`The settings must be a JSON object such as {"overloaded": 0.5}.`);
  }
  for (const [name, value] of Object.entries(changes)) {
    const problem = value === undefined ? undefined : problemWith(name, value);
    if (problem) throw new RangeError(problem);
  }
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const changed = { ...settings, ...given } as ClaudeSettings;
  const share = failureKinds.reduce((sum, kind) => sum + changed[kind], 0);
  if (share > 1 + 1e-9) {
    throw new RangeError(`The shares of the failures add up to ${share}: they must not exceed 1 together.`);
  }
  return changed;
}
