import { keyKind } from "./redact-keys.ts";
import { redactText } from "./redact-text.ts";

const depthLimit = 24;
const nestedLimit = 65_536;

/** What a value's surroundings say: nothing, or that it is a secret or personal. */
type Force = "secret" | "personal" | undefined;

interface Walk {
  readonly ancestors: object[];
  /** How many times more JSON inside of text is opened. */
  readonly nesting: number;
}

/**
 * Returns the value without secrets and personal data, in a form that JSON can carry: first by key, then by the
 * shape of each text. What needs no change is returned as it is, and a second pass changes nothing.
 */
export function redact(value: unknown): unknown {
  return walk(value, undefined, { ancestors: [], nesting: 3 });
}

function walk(value: unknown, force: Force, at: Walk): unknown {
  switch (typeof value) {
    case "string":
      return force === undefined ? walkText(value, at) : hidden(value);
    case "number":
      return force === "personal" ? "[redacted]" : wholeNumber(value);
    case "bigint":
      return force === "personal" ? "[redacted]" : String(value);
    case "object":
      return value === null ? null : walkObject(value, force, at);
    case "function":
    case "symbol":
      return `[${typeof value}]`;
    default:
      return value;
  }
}

const looksLikeJson = /^\s{0,8}(?:\{\s{0,8}"|\[|"\s{0,8}[{[\\])/;
const base64Json = /^(?:eyJ|W3si)[\w+/-]{12,}={0,2}$/;

// JSON inside of text hides its keys from the walk and escapes its values from the detectors.
function walkText(text: string, at: Walk): string {
  if (at.nesting === 0 || text.length > nestedLimit) return redactText(text);
  if (looksLikeJson.test(text)) return walkJson(text, at) ?? redactText(text);
  if (!base64Json.test(text)) return redactText(text);
  const inner = Buffer.from(text, "base64").toString("utf8");
  return (walkJson(inner, at) ?? inner) === inner ? redactText(text) : "[base64 JSON]";
}

function walkJson(text: string, { ancestors, nesting }: Walk): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const clean = walk(value, undefined, { ancestors, nesting: nesting - 1 });
    return clean === value ? text : JSON.stringify(clean);
  } catch {
    return undefined;
  }
}

function hidden(value: string): string {
  return value === "" ? value : "[redacted]";
}

// A card number may arrive as a number.
function wholeNumber(value: number): unknown {
  if (!Number.isInteger(value) || Math.abs(value) < 1e11) return value;
  const text = String(value);
  const clean = redactText(text);
  return clean === text ? value : clean;
}

function walkObject(value: object, force: Force, at: Walk): unknown {
  if (at.ancestors.includes(value)) return "[circular]";
  if (at.ancestors.length >= depthLimit) return "[too deep]";
  at.ancestors.push(value);
  try {
    return byKind(value, force, at);
  } catch {
    return "[unreadable]";
  } finally {
    at.ancestors.pop();
  }
}

function byKind(value: object, force: Force, at: Walk): unknown {
  if (Array.isArray(value)) return walkArray(value, force, at);
  if (value instanceof Error) return walkFields(errorFields(value), force, at);
  if (value instanceof Map) return walkFields(mapFields(value), force, at);
  if (value instanceof Set) return walkArray([...value], force, at);
  if (value instanceof Date) return force === "personal" ? "[redacted]" : value;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `[binary ${value.byteLength} bytes]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return walk(value.toJSON(), force, at);
  return walkFields(plain(value), force, at);
}

function walkArray(list: readonly unknown[], force: Force, at: Walk): unknown {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const clean = walk(item, force, at);
    if (clean === item) continue;
    copy ??= [...list];
    copy[index] = clean;
  }
  return copy ?? list;
}

// Copies on the first change only: most records need none.
function walkFields(source: Record<string, unknown>, force: Force, at: Walk): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(source)) {
    const value = source[key];
    const clean = walk(value, force ?? forceOf(key), at);
    const cleanKey = cleanedKey(key);
    if (clean === value && cleanKey === key) continue;
    copy ??= { ...source };
    delete copy[key];
    if (cleanKey !== "") copy[cleanKey] = clean;
  }
  return copy ?? source;
}

function cleanedKey(key: string): string {
  if (key === "__proto__") return "";
  return /[@\d]/.test(key) ? redactText(key) : key;
}

function forceOf(key: string): Force {
  const kind = keyKind(key);
  return kind === "open" ? undefined : kind;
}

function plain(value: object): Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null
    ? (value as Record<string, unknown>)
    : { ...value };
}

function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const errors = error instanceof AggregateError ? { errors: error.errors } : {};
  return { ...error, name, message, stack, ...(cause === undefined ? {} : { cause }), ...errors };
}

function mapFields(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> {
  const entries = [...map].map(([key, value]) => [typeof key === "object" ? "[object]" : String(key), value]);
  return Object.fromEntries(entries);
}
