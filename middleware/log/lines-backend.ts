import type { ResolvedPorts } from "../ports.ts";
import type { Level } from "./level.ts";
import type { LogFields } from "./logger.ts";

/**
 * Takes one complete, redacted line: `level`, `time` and `message` are among its fields. `more` is JSON text that
 * goes behind them, of the form `,"name":value`.
 */
export type LineWriter = (level: Level, line: LogFields, more?: string) => void;

/** How log lines leave the process. */
export interface LinesBackend {
  /** Makes the writer of one container. */
  writer(ports: ResolvedPorts): LineWriter;
}
