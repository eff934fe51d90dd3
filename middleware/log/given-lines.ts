import { requireOption } from "../options.ts";
import { levels } from "./level.ts";
import type { LineWriter } from "./lines-backend.ts";
import type { LogFields } from "./logger.ts";

/** As much of Powertools' Logger as the stack calls. */
export interface PowertoolsLogger {
  debug(message: string, fields: Record<string, unknown>): void;
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
  error(message: string, fields: Record<string, unknown>): void;
}

// These are the given logger's to write.
const itsOwn = new Set(["level", "time", "message", "service"]);
// It would drop these with a warning line for each.
const reserved = new Set(["timestamp", "sampling_rate"]);

/** A writer that sends lines through a logger that was handed in, with its formatter, level and keys. */
export function linesThrough(logger: PowertoolsLogger): LineWriter {
  return (level, line) => logger[level](String(line.message), attributesOf(line));
}

function attributesOf(line: LogFields): LogFields {
  const attributes: LogFields = {};
  for (const name of Object.keys(line))
    if (!itsOwn.has(name)) attributes[reserved.has(name) ? `${name}_` : name] = line[name];
  return attributes;
}

/** @throws Error where it is no logger. */
export function checkLogger(owner: string, logger: PowertoolsLogger | undefined): void {
  const usable = logger === undefined || levels.every((level) => typeof logger?.[level] === "function");
  const reason =
    '"logger" must be an instance of Powertools\' Logger, or have its debug, info, warn and error.';
  requireOption(usable, owner, reason);
}
