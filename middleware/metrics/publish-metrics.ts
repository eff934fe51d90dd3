import type { LogFields } from "../log/logger.ts";
import type { Setup } from "../setup.ts";
import type { RequestState } from "../state.ts";

/** What the stack itself measures of a piece of work. */
export interface Measured {
  readonly message: "request" | "record" | "task";
  readonly status: number;
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Puts the stack's own metrics into `line`, the wide line, and publishes what the handler counted; a promise is
 * returned only where something has to be loaded for it.
 */
export function publishMetrics(
  _state: RequestState,
  _setup: Setup,
  _measured: Measured,
  _line: LogFields,
): void | Promise<void> {}
