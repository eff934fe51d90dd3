import { providePowertools } from "../observability.ts";
import { loadOriginal } from "./load-original.ts";
import type { Original } from "./original.ts";
import { sidecar } from "./sidecar.ts";

/** The variables that the sidecar reads and writes itself. */
export type Variables = Record<string, string | undefined>;

/**
 * Loads the handler that `MIDDLEWARE_HANDLER` names and wraps it. Powertools stands behind it unless
 * `MIDDLEWARE_OBSERVABILITY` is `lean` or Powertools cannot be loaded; whatever else fails in here, the handler runs.
 * @throws Error as Lambda's runtime does where the handler cannot be loaded; Error where none is named.
 */
export async function startSidecar(variables: Variables): Promise<Original> {
  const handler = requireHandler(variables);
  // Libraries look there for the name of the module that runs.
  variables._HANDLER = handler;
  const original = await loadOriginal(variables.LAMBDA_TASK_ROOT ?? process.cwd(), handler);
  if (variables.MIDDLEWARE_OBSERVABILITY !== "lean") await loadPowertools();
  return wrapSafely(original);
}

function requireHandler({ MIDDLEWARE_HANDLER: handler, _HANDLER: own }: Variables): string {
  if (handler !== undefined && handler !== "" && handler !== own) return handler;
  throw new Error(
    "The sidecar does not know which handler to run: set MIDDLEWARE_HANDLER to the function's own one, such as src/index.handler.",
  );
}

async function loadPowertools(): Promise<void> {
  try {
    const { powertools } = await import("../powertools/powertools.ts");
    providePowertools(powertools);
  } catch (error) {
    warn(`Powertools cannot be loaded, so the sidecar works without it: ${String(error)}`);
  }
}

function wrapSafely(original: Original): Original {
  for (const options of [{}, { observability: "lean" }] as const) {
    try {
      return sidecar(original, options);
    } catch (error) {
      warn(String(error));
    }
  }
  return original;
}

// Nothing of ours may be at hand by now.
function warn(message: string): void {
  process.stderr.write(`${JSON.stringify({ level: "warn", message })}\n`);
}
