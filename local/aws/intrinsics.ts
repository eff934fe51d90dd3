import { subnets } from "./intrinsics/cidr.ts";

/** What the intrinsic functions of a template look things up in. */
export interface IntrinsicScope {
  conditions: Record<string, unknown>;
  mappings: Record<string, Record<string, Record<string, unknown>>>;
  /** The value of a parameter, a pseudo parameter or a resource. @throws Error when nothing has that name. */
  reference(name: string): unknown;
  /** An attribute of a resource. @throws Error when no resource has that name. */
  attribute(logicalId: string, name: string): unknown;
}

/** The value of `AWS::NoValue`: whatever is set to it is left out. */
export const noValue = Symbol("AWS::NoValue");

/** What is wrong with a value of a template, and where inside it. */
export class EvaluationError extends Error {
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[]) {
    super(message);
    this.path = path;
  }
}

type Evaluate = (value: unknown) => unknown;
type Intrinsic = (argument: unknown, evaluate: Evaluate, scope: IntrinsicScope) => unknown;

/**
 * Makes the function that replaces the intrinsic functions in a template's value by what they stand for.
 * It throws EvaluationError.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function createEvaluator(scope: IntrinsicScope): Evaluate {
  const evaluate: Evaluate = (value) => {
    if (Array.isArray(value))
      return value.map((item, index) => at(String(index), () => evaluate(item))).filter(isSet);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = []] = [entries[0]];
    if (name !== undefined && entries.length === 1 && isIntrinsic(name))
      return at(undefined, () => intrinsicOf(name)(argument, evaluate, scope));
    const evaluated = entries.map(([key, inner]) => [key, at(key, () => evaluate(inner))] as const);
    return Object.fromEntries(evaluated.filter(([, inner]) => isSet(inner)));
  };
  return evaluate;
}

const isSet = (value: unknown) => value !== noValue;

/** Adds the place to what is thrown on the way. */
function at<Value>(key: string | undefined, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    const path = error instanceof EvaluationError ? error.path : [];
    const message = error instanceof Error ? error.message : String(error);
    throw new EvaluationError(message, key === undefined ? path : [key, ...path]);
  }
}

/** Whether a condition of the template holds. @throws Error when there is none of that name. */
export function conditionHolds(name: unknown, scope: IntrinsicScope): boolean {
  if (typeof name !== "string" || !Object.hasOwn(scope.conditions, name))
    throw new Error(`The template has no condition ${String(name)}.`);
  return createEvaluator(scope)(scope.conditions[name]) === true;
}

const isIntrinsic = (name: string) => name === "Ref" || name === "Condition" || name.startsWith("Fn::");

function intrinsicOf(name: string): Intrinsic {
  const intrinsic = intrinsics[name];
  if (intrinsic) return intrinsic;
  throw new Error(`${name} is not offered: replace it by the value it stands for`);
}

const intrinsics: Record<string, Intrinsic> = {
  Ref: (name, _, scope) => scope.reference(String(name)),
  Condition: (name, _, scope) => conditionHolds(name, scope),
  "Fn::GetAtt": (argument, evaluate, scope) => {
    const [logicalId = "", ...path] = typeof argument === "string" ? argument.split(".") : list(argument);
    return scope.attribute(String(logicalId), path.map((part) => String(evaluate(part))).join("."));
  },
  "Fn::Sub": substitute,
  "Fn::Join": (argument, evaluate) => {
    const [separator, parts] = list(argument);
    return list(evaluate(parts)).join(String(separator));
  },
  "Fn::Select": (argument, evaluate) => {
    const [index, items] = list(argument);
    const [position, values] = [Number(evaluate(index)), list(evaluate(items))];
    if (position in values) return values[position];
    throw new Error(`Fn::Select has no item ${position} in a list of ${values.length}`);
  },
  "Fn::Split": (argument, evaluate) => {
    const [separator, text] = list(argument);
    return String(evaluate(text)).split(String(separator));
  },
  "Fn::FindInMap": findInMap,
  "Fn::Base64": (argument, evaluate) => Buffer.from(String(evaluate(argument))).toString("base64"),
  "Fn::Length": (argument, evaluate) => list(evaluate(argument)).length,
  "Fn::ToJsonString": (argument, evaluate) => JSON.stringify(evaluate(argument)),
  "Fn::GetAZs": (argument, evaluate, scope) => {
    const region = String(evaluate(argument) || scope.reference("AWS::Region"));
    return ["a", "b", "c"].map((zone) => region + zone);
  },
  "Fn::Cidr": (argument, evaluate) => {
    const [block, count, bits = 8] = list(evaluate(argument));
    return subnets(String(block), Number(count), Number(bits));
  },
  "Fn::ImportValue": (argument, evaluate) => {
    throw new Error(
      `Fn::ImportValue reads "${String(evaluate(argument))}" from another stack, and there is none here: make it a parameter of the template, with the value for this machine`,
    );
  },
  "Fn::If": (argument, evaluate, scope) => {
    const [condition, whenTrue, whenFalse] = list(argument);
    return evaluate(conditionHolds(condition, scope) ? whenTrue : whenFalse);
  },
  "Fn::Equals": (argument, evaluate) => {
    const [one, other] = list(evaluate(argument));
    return String(one) === String(other);
  },
  "Fn::And": (argument, evaluate) => list(evaluate(argument)).every((holds) => holds === true),
  "Fn::Or": (argument, evaluate) => list(evaluate(argument)).some((holds) => holds === true),
  "Fn::Not": (argument, evaluate) => list(evaluate(argument))[0] !== true,
};

function findInMap(argument: unknown, evaluate: Evaluate, scope: IntrinsicScope): unknown {
  const [map, top, second, options] = list(argument);
  const [first, ...keys] = [map, top, second].map((part) => String(evaluate(part)));
  const found = scope.mappings[first ?? ""]?.[keys[0] ?? ""]?.[keys[1] ?? ""];
  if (found !== undefined) return evaluate(found);
  if (typeof options === "object" && options !== null && "DefaultValue" in options)
    return evaluate(options.DefaultValue);
  throw new Error(`Fn::FindInMap found no ${[first, ...keys].join(" → ")}`);
}

function substitute(argument: unknown, evaluate: Evaluate, scope: IntrinsicScope): string {
  const [text, given = {}] = Array.isArray(argument) ? argument : [argument];
  const own = evaluate(given) as Record<string, unknown>;
  return String(text).replace(/\$\{([^}]+)\}/g, (_, written: string) => {
    if (written.startsWith("!")) return `\${${written.slice(1)}}`;
    const name = written.trim();
    if (Object.hasOwn(own, name)) return String(own[name]);
    const [logicalId = "", ...path] = name.split(".");
    return String(path.length > 0 ? scope.attribute(logicalId, path.join(".")) : scope.reference(name));
  });
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`an intrinsic function needs a list and has ${JSON.stringify(value)}`);
}
