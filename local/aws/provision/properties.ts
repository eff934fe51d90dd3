import { EvaluationError } from "../intrinsics.ts";

/** The properties of one resource, each evaluated when it is asked for. */
export interface Properties {
  /** The value, whatever its type; undefined when absent. */
  value(name: string): unknown;
  /** @throws Error when absent or not text. */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  number(name: string): number | undefined;
  /** Absent counts as `absent`. */
  flag(name: string, absent: boolean): boolean;
  /** The properties inside one; empty when absent. */
  inside(name: string): Properties;
  /** The properties of each item of a list; empty when absent. */
  each(name: string): Properties[];
  /** Every property as text, by name. @throws Error when one is not text. */
  texts(): Record<string, string>;
  names(): string[];
}

/**
 * Reads properties; what it throws says where in the template the trouble is.
 * @param where such as `Orders (AWS::SQS::Queue)`; @param evaluate replaces intrinsic functions.
 */
export function readProperties(
  where: string,
  properties: Record<string, unknown>,
  evaluate: (value: unknown) => unknown,
): Properties {
  const fail = (name: string, what: string): never => {
    throw new Error(`${where}: ${name} ${what}; correct it in the template.`);
  };
  const value = (name: string) => {
    try {
      const evaluated = evaluate(properties[name]);
      return typeof evaluated === "symbol" ? undefined : evaluated;
    } catch (error) {
      const path = error instanceof EvaluationError ? error.path : [];
      const message = error instanceof Error ? error.message : String(error);
      // What to do about it is in the message: often it is not the template that needs a change.
      throw new Error(`${where}: ${[name, ...path].join(".")} cannot be evaluated: ${message}.`);
    }
  };
  const record = (name: string, found: unknown): Record<string, unknown> =>
    typeof found === "object" && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : fail(name, "must be an object");
  const inner = (name: string, found: unknown) =>
    readProperties(`${where}, ${name}`, record(name, found), (plain) => plain);
  const optionalText = (name: string) => {
    const found = value(name);
    return typeof found === "object" && found !== null ? fail(name, "must be text") : asText(found);
  };
  const text = (name: string) => optionalText(name) ?? fail(name, "is missing");
  return {
    value,
    optionalText,
    text,
    texts: () => Object.fromEntries(Object.keys(properties).map((name) => [name, text(name)])),
    number(name) {
      const written = optionalText(name);
      const number = Number(written);
      if (written === undefined) return undefined;
      return Number.isNaN(number) || written === "" ? fail(name, "must be a number") : number;
    },
    flag: (name, absent) => (optionalText(name) ?? String(absent)) === "true",
    inside: (name) => inner(name, value(name) ?? {}),
    each(name) {
      const found = value(name) ?? [];
      return Array.isArray(found) ? found.map((item) => inner(name, item)) : fail(name, "must be a list");
    },
    names: () => Object.keys(properties),
  };
}

const asText = (value: unknown) => (value === undefined || value === null ? undefined : String(value));
