import { checkOptions } from "../options.ts";
import type { Redactor } from "../redact/redactor.ts";
import { type SetupOptions, setupOf } from "../setup.ts";
import { runningState } from "../state.ts";
import { type Level, levels } from "./level.ts";
import type { LineWriter } from "./lines-backend.ts";

/** Fields of a log line. */
export type LogFields = Record<string, unknown>;

/** Writes structured lines; whatever a caller hands in is redacted first. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Adds fields to the one wide line that ends the request, record or task. */
  add(fields: LogFields): void;
}

/** Options of a logger. */
export interface LoggerOptions {
  /** Takes one line without its line end; by default it goes to standard output. */
  write?: (line: string) => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Lines below this level are not written; by default `info`. */
  level?: Level;
  /** Fields that stand in every line and are not scanned: put no personal data here. */
  fields?: LogFields;
}

/** What a logger writes with. */
export interface LogSettings {
  readonly write: LineWriter;
  readonly now: () => number;
  readonly level: Level;
  readonly redactor: Redactor;
}

/** Makes a logger for work outside of a request; inside of one use the `log` that the handler gets. */
export function logger(options: LoggerOptions = {}): Log {
  checkOptions("logger", options, ["write", "now", "level", "fields"]);
  const { write, ports, level, redactor } = setupOf("logger", {
    ...(options.level && { logLevel: options.level }),
    ...portsOf(options),
  });
  return new RequestLog({ write, now: ports.now, level, redactor }, options.fields ?? {});
}

function portsOf({ write, now }: LoggerOptions): Pick<SetupOptions, "ports"> {
  if (write === undefined && now === undefined) return {};
  return { ports: { ...(write && { write }), ...(now && { now }) } };
}

/** The logger of the request, record or task that runs now; undefined outside of one. */
export function currentLog(): Log | undefined {
  return runningState()?.log;
}

/** The logger of one request, record or task. */
export class RequestLog implements Log {
  readonly #settings: LogSettings;
  readonly #base: LogFields;
  readonly #added: LogFields = {};
  readonly #floor: number;

  constructor(settings: LogSettings, base: LogFields) {
    this.#settings = settings;
    this.#base = base;
    this.#floor = levels.indexOf(settings.level);
  }

  debug(message: string, fields?: LogFields): void {
    this.#line("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#line("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#line("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#line("error", message, fields);
  }

  add(fields: LogFields): void {
    Object.assign(this.#added, fields);
  }

  /** Writes the wide line: the stack's own fields as they are, then the redacted fields that were added. */
  wide(level: Level, message: string, own: LogFields): void {
    if (this.#tooFine(level)) return;
    this.#write(level, Object.assign(this.#head(level, message), own), this.#added);
  }

  #line(level: Level, message: string, fields: LogFields | undefined): void {
    if (this.#tooFine(level)) return;
    this.#write(level, this.#head(level, String(this.#settings.redactor.redact(message))), fields);
  }

  #tooFine(level: Level): boolean {
    return levels.indexOf(level) < this.#floor;
  }

  #head(level: Level, message: string): LogFields {
    return { level, time: isoTime(this.#settings.now()), message, ...this.#base };
  }

  // A log that cannot be written must not fail the work it tells of.
  #write(level: Level, line: LogFields, fields: LogFields | undefined): void {
    const { write, redactor } = this.#settings;
    try {
      write(level, merge(line, fields, redactor));
    } catch {
      return;
    }
  }
}

// The stack's own names win; a field of the same name moves aside instead of being lost.
function merge(line: LogFields, fields: LogFields | undefined, redactor: Redactor): LogFields {
  if (fields === undefined) return line;
  const clean = redactor.redact(fields) as LogFields;
  for (const name of Object.keys(clean)) line[name in line ? `${name}_` : name] = clean[name];
  return line;
}

let lastTime = Number.NaN;
let lastText = "";

// Formatting a time costs ten times the comparison, and lines come in bursts.
function isoTime(now: number): string {
  if (now === lastTime) return lastText;
  lastTime = now;
  lastText = new Date(now).toISOString();
  return lastText;
}
