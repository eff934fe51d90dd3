import type { Redactor } from "../redact/default-redactor.ts";

const mostCauses = 4;
const mostFrames = 16;
const longestMessage = 2_048;
const frameShape = /^\s*at (?:async (?!.* \())?(?:(.{1,256}) \()?(.{1,1024}?):(\d{1,9})(?::\d{1,9})?\)?$/;

/** One line of a stack, as a segment document has it. */
interface Frame {
  readonly path: string;
  readonly line: number;
  readonly label: string;
}

/** An error, as a segment document has it. */
export interface ExceptionDocument {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly stack: readonly Frame[];
  /** The id of the exception that caused this one. */
  readonly cause?: string;
}

/** What brought a span to fail. */
export interface CauseDocument {
  readonly exceptions: readonly ExceptionDocument[];
}

/** An error with its causes, redacted. */
export function causeOf(error: unknown, redactor: Redactor, makeId: () => string): CauseDocument {
  const chain: unknown[] = [];
  for (let at = error; at !== undefined && !chain.includes(at) && chain.length < mostCauses; at = nextOf(at))
    chain.push(at);
  const ids = chain.map(() => makeId());
  return {
    exceptions: chain.map((one, index) => exceptionOf(one, redactor, ids[index] ?? "", ids[index + 1])),
  };
}

function nextOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function exceptionOf(error: unknown, redactor: Redactor, id: string, cause?: string): ExceptionDocument {
  const { name, message, stack } = error instanceof Error ? error : new Thrown(error);
  return {
    id,
    type: redactor.redactText(String(name)).slice(0, 128),
    message: redactor.redactText(String(message).slice(0, longestMessage)),
    stack: framesOf(stack),
    ...(cause !== undefined && { cause }),
  };
}

// What is thrown without being an error has no stack worth telling.
class Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack = undefined;

  constructor(value: unknown) {
    this.name = typeof value;
    this.message = typeof value === "string" ? value : `a value of type ${typeof value} was thrown`;
  }
}

function framesOf(stack: unknown): Frame[] {
  if (typeof stack !== "string") return [];
  const frames: Frame[] = [];
  for (const text of stack.split("\n")) {
    const [, label = "anonymous", path, line] = frameShape.exec(text) ?? [];
    if (path !== undefined) frames.push({ path, line: Number(line), label });
    if (frames.length === mostFrames) break;
  }
  return frames;
}
