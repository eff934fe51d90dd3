import type { LoadIdempotency } from "./idempotency/idempotency-backend.ts";
import { lean } from "./lean-tools.ts";
import type { LinesBackend } from "./log/lines-backend.ts";
import type { MetricsBackend } from "./metrics/metrics-backend.ts";
import { requireOption } from "./options.ts";
import type { TracingBackend } from "./trace/tracing-backend.ts";

/** Which tools tell the outside what happens: Powertools for AWS Lambda, or this package's own. */
export type ObservabilityMode = "powertools" | "lean";

/** The tools of one mode; each behaves the same to its caller. */
export interface Observability {
  readonly lines: LinesBackend;
  readonly metrics: MetricsBackend;
  readonly tracing: TracingBackend;
  readonly idempotency: LoadIdempotency;
}

const modes: Partial<Record<ObservabilityMode, Observability>> = { lean };

/** Makes Powertools the mode of every stack that does not choose; the package's main entry calls it once. */
export function providePowertools(powertools: Observability): void {
  modes.powertools = powertools;
}

/**
 * The tools of the mode that is asked for; without a wish it is Powertools where the main entry was imported.
 * @throws Error where the mode is unknown, or is Powertools and only the lean entry was imported.
 */
export function observabilityOf(owner: string, wish: ObservabilityMode | undefined): Observability {
  const chosen = wish === undefined ? (modes.powertools ?? lean) : modes[wish];
  if (chosen !== undefined) return chosen;
  const known = wish === "powertools" || wish === "lean";
  requireOption(known, owner, `observability "${wish}" is unknown; use powertools or lean.`);
  throw new Error(
    `${owner}(): observability "powertools" needs the main entry: import from the package's root.`,
  );
}
