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

type Evaluate = (value: unknown) => unknown;
type Intrinsic = (argument: unknown, evaluate: Evaluate, scope: IntrinsicScope) => unknown;

/**
 * Makes the function that replaces the intrinsic functions in a template's value by what they stand for.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function createEvaluator(scope: IntrinsicScope): Evaluate {
  const evaluate: Evaluate = (value) => {
    if (Array.isArray(value)) return value.map(evaluate).filter((item) => item !== noValue);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument] = []] = [entries[0]];
    if (name !== undefined && entries.length === 1 && isIntrinsic(name)) {
      const intrinsic = intrinsics[name];
      if (!intrinsic) throw new Error(`${name} is not offered: replace it by the value it stands for.`);
      return intrinsic(argument, evaluate, scope);
    }
    const evaluated = entries.map(([key, inner]) => [key, evaluate(inner)]);
    return Object.fromEntries(evaluated.filter(([, inner]) => inner !== noValue));
  };
  return evaluate;
}

/** Whether a condition of the template holds. @throws Error when there is none of that name. */
export function conditionHolds(name: unknown, scope: IntrinsicScope): boolean {
  if (typeof name !== "string" || !Object.hasOwn(scope.conditions, name))
    throw new Error(`The template has no condition ${String(name)}.`);
  return createEvaluator(scope)(scope.conditions[name]) === true;
}

const isIntrinsic = (name: string) => name === "Ref" || name === "Condition" || name.startsWith("Fn::");

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
    return list(evaluate(items))[Number(evaluate(index))];
  },
  "Fn::Split": (argument, evaluate) => {
    const [separator, text] = list(argument);
    return String(evaluate(text)).split(String(separator));
  },
  "Fn::FindInMap": (argument, evaluate, scope) => {
    const [map = "", top = "", second = ""] = list(evaluate(argument)).map(String);
    const found = scope.mappings[map]?.[top]?.[second];
    if (found === undefined) throw new Error(`Fn::FindInMap found no ${map} → ${top} → ${second}.`);
    return found;
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

function substitute(argument: unknown, evaluate: Evaluate, scope: IntrinsicScope): string {
  const [text, given = {}] = Array.isArray(argument) ? argument : [argument];
  const own = evaluate(given) as Record<string, unknown>;
  return String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    if (Object.hasOwn(own, name)) return String(own[name]);
    const [logicalId = "", ...path] = name.split(".");
    return String(path.length > 0 ? scope.attribute(logicalId, path.join(".")) : scope.reference(name));
  });
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`An intrinsic function needs a list and has ${JSON.stringify(value)}.`);
}
