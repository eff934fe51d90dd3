import { leanLines } from "../log/lean-lines.ts";
import type { LinesBackend } from "../log/lines-backend.ts";

/** Powertools' part in this. */
export const powertoolsLines: LinesBackend = leanLines;
