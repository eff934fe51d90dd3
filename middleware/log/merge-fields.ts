import type { Redactor } from "../redact/default-redactor.ts";
import type { LogFields, LogInput } from "./logger.ts";

/**
 * Puts redacted fields behind a line's own. The line's names and the reserved ones win; a field of the same name
 * moves aside (`level_`) instead of being lost. What cannot be redacted is left out with a note.
 */
export function mergeFields(
  line: LogFields,
  input: LogInput | undefined,
  redactor: Redactor,
  reserved?: ReadonlySet<string>,
): void {
  if (input === undefined) return;
  try {
    const clean = fieldsOf(redactor.redact(fieldsOf(input)));
    for (const name of Object.keys(clean)) line[freeName(name, line, reserved)] = clean[name];
  } catch {
    line.unreadable = "fields that could not be redacted were left out";
  }
}

function fieldsOf(input: unknown): LogFields {
  if (input instanceof Error) return { error: input };
  return isFields(input) ? input : { extra: input };
}

// What writes itself as JSON, such as a date, has no fields for a reader.
function isFields(input: unknown): input is LogFields {
  return (
    typeof input === "object" &&
    input !== null &&
    !Array.isArray(input) &&
    !("toJSON" in input && typeof input.toJSON === "function")
  );
}

function freeName(name: string, line: LogFields, reserved: ReadonlySet<string> | undefined): string {
  let free = name;
  while (free in line || reserved?.has(free)) free += "_";
  return free;
}
