import { leanTracing } from "../trace/lean-tracing.ts";
import type { TracingBackend } from "../trace/tracing-backend.ts";

/** Powertools' part in this. */
export const powertoolsTracing: TracingBackend = leanTracing;
