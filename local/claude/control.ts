import { ClaudeError } from "./claude-error.ts";
import type { ClaudeCounters } from "./counters.ts";
import { parseBody } from "./request.ts";
import { type ClaudeSettings, changeSettings } from "./settings.ts";

/**
 * The stand-in's own routes: `GET` and `PUT /_settings`, `GET /_counters`. A PUT changes what it names.
 * @throws ClaudeError 400 for a setting that is unknown or out of range, 404 for another route.
 */
export function control(
  route: string,
  body: string,
  { settings, counters }: { settings: ClaudeSettings; counters: ClaudeCounters },
): unknown {
  if (route === "GET /_settings") return settings;
  if (route === "GET /_counters") return counters;
  if (route !== "PUT /_settings") {
    throw new ClaudeError(404, "not_found_error", `Not found: ${route}. Use /_settings or /_counters.`);
  }
  try {
    return Object.assign(settings, changeSettings(settings, parseBody(body)));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ClaudeError(400, "invalid_request_error", error.message);
  }
}
