import { checkOptions } from "../options.ts";
import type { Redactor } from "../redact/default-redactor.ts";
import { type SetupOptions, setupOf } from "../setup.ts";
import { runningState } from "../state.ts";
import { type Level, rankOf, type Threshold } from "./level.ts";
import type { LineWriter } from "./lines-backend.ts";
import { mergeFields } from "./merge-fields.ts";

/** Fields of a log line. */
export type LogFields = Record<string, unknown>;

/** What a caller may add to a line: fields, or an error that becomes the field `error`. */
export type LogInput = LogFields | Error;

/** Writes structured lines; whatever a caller hands in is redacted first. */
export interface Log {
  debug(message: string, fields?: LogInput): void;
  info(message: string, fields?: LogInput): void;
  warn(message: string, fields?: LogInput): void;
  error(message: string, fields?: LogInput): void;
  /** Adds fields to the one wide line that ends the request, record or task. */
  add(fields: LogFields): void;
}

/** Options of a logger. */
export interface LoggerOptions {
  /** Takes one line without its line end; by default it goes to standard output. */
  write?: (line: string) => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Lines below this level are not written; by default as the environment says, else `info`. */
  level?: Threshold;
  /** Fields that stand in every line and are not scanned: put no personal data here. */
  fields?: LogFields;
}

/** What a logger writes with. */
export interface LogSettings {
  readonly write: LineWriter;
  readonly now: () => number;
  readonly level: Threshold;
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
  readonly #floor: number;
  #added: LogFields | undefined;

  constructor(settings: LogSettings, base: LogFields) {
    this.#settings = settings;
    this.#base = base;
    this.#floor = rankOf(settings.level);
  }

  debug(message: string, fields?: LogInput): void {
    this.#line("debug", message, fields);
  }

  info(message: string, fields?: LogInput): void {
    this.#line("info", message, fields);
  }

  warn(message: string, fields?: LogInput): void {
    this.#line("warn", message, fields);
  }

  error(message: string, fields?: LogInput): void {
    this.#line("error", message, fields);
  }

  add(fields: LogFields): void {
    // Without a prototype, as a field named __proto__ would otherwise become one, and hide the others from redaction.
    this.#added ??= Object.create(null) as LogFields;
    Object.assign(this.#added, fields);
  }

  /** A field that was added to the wide line. */
  added(name: string): unknown {
    return this.#added?.[name];
  }

  /** Whether lines of this level are written. */
  writes(level: Level): boolean {
    return rankOf(level) >= this.#floor;
  }

  /** Begins a line with the fields that each line has. */
  begin(level: Level, message: string): LogFields {
    const line: LogFields = { level, time: isoTime(this.#settings.now()), message };
    return Object.assign(line, this.#base);
  }

  /** Puts the fields that were added behind a line's own, redacted. */
  complete(line: LogFields, reserved?: ReadonlySet<string>): void {
    mergeFields(line, this.#added, this.#settings.redactor, reserved);
  }

  /** Writes a complete line; a log that cannot be written does not fail the work it tells of. */
  write(level: Level, line: LogFields, more?: string): void {
    try {
      this.#settings.write(level, line, more);
    } catch {
      return;
    }
  }

  #line(level: Level, message: string, fields: LogInput | undefined): void {
    if (rankOf(level) < this.#floor) return;
    const { redactor } = this.#settings;
    const line = this.begin(level, cleanText(message, redactor));
    mergeFields(line, fields, redactor);
    this.write(level, line);
  }
}

function cleanText(message: unknown, redactor: Redactor): string {
  try {
    return redactor.redactText(String(message));
  } catch {
    return "[a message that could not be read]";
  }
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
