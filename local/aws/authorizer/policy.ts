/** What a policy says about a call. */
export type PolicyEffect = "allow" | "explicitDeny" | "implicitDeny";

type Statement = Record<string, unknown>;

const invoke = "execute-api:Invoke";

/**
 * What the policy of an authorizer says about invoking a method; a text that says why it cannot be read when it is
 * malformed, or has conditions.
 * @param arn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicy(policy: unknown, arn: string): { effect: PolicyEffect } | string {
  const given = isRecord(policy) ? policy.Statement : undefined;
  const statements: unknown[] = given === undefined ? [] : [given].flat();
  if (statements.length === 0) return "its policyDocument has no Statement";
  if (!statements.every(isRecord)) return "a statement of its policyDocument is no object";
  const wrong = statements.map(faultOf).find((fault) => fault !== undefined);
  if (wrong !== undefined) return wrong;
  const effects = statements.filter((statement) => applies(statement, arn)).map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return { effect: "explicitDeny" };
  return { effect: effects.includes("Allow") ? "allow" : "implicitDeny" };
}

function faultOf({ Effect, Action, NotAction, Resource, NotResource, Condition }: Statement) {
  if (Effect !== "Allow" && Effect !== "Deny") return `a statement has the Effect ${JSON.stringify(Effect)}`;
  if (!areTexts(Action ?? NotAction)) return "a statement has no Action";
  if (!areTexts(Resource ?? NotResource)) return "a statement has no Resource";
  const hasCondition = isRecord(Condition) && Object.keys(Condition).length > 0;
  return hasCondition ? "a statement has a Condition, which is not offered here" : undefined;
}

function applies({ Action, NotAction, Resource, NotResource }: Statement, arn: string): boolean {
  const matchesAction = (patterns: unknown) =>
    textsOf(patterns).some((pattern) => matchesGlob(pattern.toLowerCase(), invoke.toLowerCase()));
  const matchesArn = (patterns: unknown) => textsOf(patterns).some((pattern) => matchesGlob(pattern, arn));
  const action = Action === undefined ? !matchesAction(NotAction) : matchesAction(Action);
  return action && (Resource === undefined ? !matchesArn(NotResource) : matchesArn(Resource));
}

/** Whether a text matches a pattern in which `*` stands for any characters and `?` for one. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let star: { at: number; from: number } | undefined;
  while (from < text.length) {
    if (pattern[at] === "*") star = { at: at++, from };
    else if (pattern[at] === "?" || pattern[at] === text[from]) [at, from] = [at + 1, from + 1];
    else if (star) {
      // The last star takes one character more.
      star.from++;
      [at, from] = [star.at + 1, star.from];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textsOf = (value: unknown): string[] => [value].flat().map(String);

const areTexts = (value: unknown) =>
  value !== undefined && [value].flat().every((item) => typeof item === "string");
