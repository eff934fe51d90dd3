import { ClaudeError } from "./claude-error.ts";
import type { ClaudeSettings, FailureKind } from "./settings.ts";

/** An error that the settings asked for. */
export class InjectedError extends ClaudeError {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, ...error: ConstructorParameters<typeof ClaudeError>) {
    super(...error);
    this.kind = kind;
  }
}

/** The error reply of `kind`; undefined for a kind that is not an error reply. */
export function injectedError(
  kind: FailureKind | undefined,
  settings: ClaudeSettings,
): InjectedError | undefined {
  const retryAfter = { headers: { "retry-after": String(settings.retryAfterSeconds) } };
  if (kind === "overloaded") return new InjectedError(kind, 529, "overloaded_error", "Overloaded");
  if (kind === "serverError") return new InjectedError(kind, 500, "api_error", "Internal server error");
  if (kind === "rateLimited") {
    const message = "This request would exceed your organization's rate limit. Please try again later.";
    return new InjectedError(kind, 429, "rate_limit_error", message, retryAfter);
  }
  if (kind !== "spendLimit") return undefined;
  const message = "Your organization has reached its monthly spend limit.";
  return new InjectedError(kind, 429, "rate_limit_error", message, {
    errorCode: "enforced_spend_limit_reached",
  });
}
