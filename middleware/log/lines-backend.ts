import type { ResolvedPorts } from "../ports.ts";
import type { Level } from "./level.ts";
import type { LogFields } from "./logger.ts";

/** Takes one complete, redacted line: `level`, `time` and `message` are among its fields. */
export type LineWriter = (level: Level, line: LogFields) => void;

/** How log lines leave the process. */
export interface LinesBackend {
  /** Makes the writer of one container; `logger` is an instance of Powertools' Logger that was handed in. */
  writer(ports: ResolvedPorts, logger: unknown): LineWriter;
}
