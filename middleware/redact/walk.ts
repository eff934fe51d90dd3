import type { Means } from "./detector.ts";
import { type Explanation, type Trail, within } from "./explanation.ts";
import { walkJsonText } from "./json-text.ts";
import { mark } from "./mark.ts";
import { plainFields } from "./plain-fields.ts";
import type { Report, TextRedactor } from "./redact-text.ts";

const depthLimit = 24;
const nestingLimit = 3;

/** What a walk works with. */
export interface WalkRules extends Means {
  readonly text: TextRedactor;
  /** For values beneath safe keys: credentials alone are hidden. */
  readonly safeText: TextRedactor;
}

/** One walk through a value. */
export interface Walk {
  readonly rules: WalkRules;
  readonly ancestors: object[];
  /** How many times more JSON inside of text is opened. */
  nesting: number;
  readonly trail: Trail | undefined;
  readonly report: Report | undefined;
}

/** Returns the value without secrets and personal data, in a form that JSON can carry. */
export function walkValue(rules: WalkRules, value: unknown): unknown {
  const at = { rules, ancestors: [], nesting: nestingLimit, trail: undefined, report: undefined };
  return walk(value, 0, "", at);
}

/** Says which rule hits where, without the values. */
export function explainValue(rules: WalkRules, value: unknown): Explanation[] {
  const trail: Trail = { path: [], hits: [] };
  const report: Report = (rule, kind) => trail.hits.push({ path: within(trail), rule, kind });
  walk(value, 0, "", { rules, ancestors: [], nesting: nestingLimit, trail, report });
  return trail.hits;
}

const sensitive = mark.secret | mark.personal;
/** What passes from a key to all beneath it. */
const inherited = sensitive | mark.numbers;

/** Walks on; `marks` is what the keys above say, `parent` the next key above. */
export function walk(value: unknown, marks: number, parent: string, at: Walk): unknown {
  switch (typeof value) {
    case "string":
      return (marks & sensitive) === 0 ? walkText(value, marks, at) : hide(value, marks, at);
    case "number":
      return walkNumber(value, marks, at);
    case "object":
      return value === null ? null : walkObject(value, marks, parent, at);
    case "bigint":
      return hidesNumbers(marks) ? hide(String(value), marks, at) : walkText(String(value), marks, at);
    case "function":
    case "symbol":
      return `[${typeof value}]`;
    default:
      return value;
  }
}

const hidesNumbers = (marks: number) => (marks & (mark.personal | mark.numbers)) !== 0;

const shortestText = 6;

function hide(text: string, marks: number, at: Walk): string {
  const { rules, report } = at;
  if (text === "" || rules.placeholders.is(text)) return text;
  if ((marks & mark.opaque) !== 0 && !readsAsOpaque(text)) return walkText(text, 0, at);
  // Counts of tokens are the one number that often arrives as text.
  if (!hidesNumbers(marks) && /^\d{1,8}$/.test(text)) return text;
  report?.((marks & mark.personal) === 0 ? "secret-key" : "personal-key", "redacted");
  return `[redacted:${rules.tag(text)}]`;
}

const readsAsOpaque = (text: string) => text.length >= shortestText && /\d/.test(text);

function walkText(text: string, marks: number, at: Walk): string {
  if (text.length < shortestText) return text;
  return walkJsonText(text, at) ?? plainText(text, marks, at);
}

function plainText(text: string, marks: number, { rules, report }: Walk): string {
  return (marks & mark.safe) === 0 ? rules.text(text, report) : rules.safeText(text, report);
}

// A card number may arrive as a number.
function walkNumber(value: number, marks: number, at: Walk): unknown {
  if (hidesNumbers(marks)) return hide(String(value), marks, at);
  if ((value < 1e13 && value > -1e13) || !Number.isInteger(value)) return value;
  const text = String(value);
  const clean = plainText(text, marks, at);
  return clean === text ? value : clean;
}

function walkObject(value: object, marks: number, parent: string, at: Walk): unknown {
  const { ancestors } = at;
  if (ancestors.includes(value)) return "[circular]";
  if (ancestors.length >= depthLimit) return "[too deep]";
  ancestors.push(value);
  try {
    return byKind(value, marks, parent, at);
  } catch {
    return "[unreadable]";
  } finally {
    ancestors.pop();
  }
}

function byKind(value: object, marks: number, parent: string, at: Walk): unknown {
  if (Array.isArray(value)) return walkArray(value, marks, parent, at);
  const fields = plainFields(value);
  if (fields !== undefined) return walkFields(fields, marks, parent, at);
  if (value instanceof Set) return walkArray([...value], marks, parent, at);
  if (value instanceof Date) return walkDate(value, marks, at);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `[binary ${value.byteLength} bytes]`;
  return walk((value as { toJSON(): unknown }).toJSON(), marks, parent, at);
}

function walkDate(value: Date, marks: number, at: Walk): unknown {
  if ((marks & mark.personal) === 0) return value;
  return hide(Number.isNaN(value.getTime()) ? "invalid" : value.toISOString(), marks, at);
}

function walkArray(list: readonly unknown[], marks: number, parent: string, at: Walk): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    at.trail?.path.push(String(index));
    const clean = walk(item, marks, parent, at);
    at.trail?.path.pop();
    if (clean === item) continue;
    copy ??= [...list];
    copy[index] = clean;
  }
  return copy ?? list;
}

// Copies on the first change only: most records need none.
function walkFields(source: Record<string, unknown>, above: number, parent: string, at: Walk): unknown {
  const { keys } = at.rules;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(source)) {
    const value = source[key];
    const own = keys.marks(key);
    const name = (own & mark.dirty) === 0 ? key : cleanKey(key, at);
    at.trail?.path.push(name);
    const clean = walk(value, marksAt(name, own, above, parent, source, at), name, at);
    at.trail?.path.pop();
    if (clean === value && name === key) continue;
    copy ??= { ...source };
    if (name !== key) delete copy[key];
    if (name !== "" || key === "") copy[name] = clean;
  }
  return copy ?? source;
}

function cleanKey(key: string, { rules, report }: Walk): string {
  return key === "__proto__" ? "" : rules.text(key, report);
}

function marksAt(
  name: string,
  own: number,
  above: number,
  parent: string,
  source: Record<string, unknown>,
  { rules: { keys } }: Walk,
): number {
  // A cleaned key is judged by what is left, as a second pass would.
  const marks = (own & mark.dirty) === 0 ? own : keys.marks(name);
  if ((above & sensitive) !== 0) return (marks & mark.inert) === 0 ? above & inherited : 0;
  if ((marks & (mark.context | mark.value)) === 0) return marks;
  if ((marks & mark.value) !== 0) return marks | marksOfSibling(source, keys);
  return parent === "" ? marks : marks | keys.pairMarks(parent, name);
}

// Headers and attributes often come as `{ name, value }`.
function marksOfSibling(source: Record<string, unknown>, keys: Means["keys"]): number {
  const name = source.name ?? source.Name ?? source.key ?? source.Key;
  return typeof name === "string" ? keys.marks(name) & inherited : 0;
}
