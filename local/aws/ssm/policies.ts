import { ssmError, validation } from "./errors.ts";

/** One policy of a parameter, as DescribeParameters shows it. */
export interface InlinePolicy {
  PolicyText: string;
  PolicyType: string;
  PolicyStatus: string;
}

/** The policies of a parameter version, checked. */
export interface Policies {
  shown: InlinePolicy[];
  /** When the parameter is deleted, in milliseconds since the epoch. */
  expiresAt?: number;
}

const mostPolicies = 10;
const units = ["Days", "Hours"];

const invalidAttribute = (message: string) => ssmError("InvalidPolicyAttributeException", message);

function parseList(text: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(text);
    const list = Array.isArray(value) ? value : [value];
    if (list.every((one) => typeof one === "object" && one !== null && !Array.isArray(one))) return list;
  } catch {
    // Falls through: text that is no JSON is refused like JSON that holds no policies.
  }
  throw validation("Policies must be a JSON array of parameter policies.");
}

function checkPeriod(attributes: Record<string, unknown>, type: string, member: string) {
  const { [member]: amount, Unit } = attributes;
  if (!/^[1-9]\d*$/.test(String(amount)) || !units.includes(String(Unit)))
    throw invalidAttribute(
      `The policy ${type} needs ${member}, a whole number above 0, and Unit, one of ${units.join(", ")}.`,
    );
}

function readExpiration(attributes: Record<string, unknown>): number {
  const { Timestamp } = attributes;
  const at = typeof Timestamp === "string" ? Date.parse(Timestamp) : Number.NaN;
  if (Number.isNaN(at))
    throw invalidAttribute(
      "The policy Expiration needs Timestamp, an ISO 8601 date and time with its offset.",
    );
  return at;
}

/** Checks one policy; gives when the parameter expires, if this policy says so. */
function readPolicy({ Type, Version, Attributes }: Record<string, unknown>): number | undefined {
  if (Version !== "1.0") throw invalidAttribute("The Version of a policy must be 1.0.");
  const attributes = (typeof Attributes === "object" ? Attributes : undefined) as
    | Record<string, unknown>
    | undefined;
  if (Type === "Expiration") return readExpiration(attributes ?? {});
  if (Type === "ExpirationNotification") checkPeriod(attributes ?? {}, Type, "Before");
  else if (Type === "NoChangeNotification") checkPeriod(attributes ?? {}, Type, "After");
  else
    throw ssmError(
      "InvalidPolicyTypeException",
      `The policy type ${Type} is not one of Expiration, ExpirationNotification, NoChangeNotification.`,
    );
  return undefined;
}

function checkTogether(types: unknown[]) {
  if (types.length > mostPolicies)
    throw ssmError(
      "PoliciesLimitExceededException",
      `A parameter can have at most ${mostPolicies} policies.`,
    );
  if (types.filter((type) => type === "Expiration").length > 1)
    throw ssmError("IncompatiblePolicyException", "A parameter can have one Expiration policy only.");
  if (types.includes("ExpirationNotification") && !types.includes("Expiration"))
    throw ssmError(
      "IncompatiblePolicyException",
      "ExpirationNotification goes with an Expiration policy only.",
    );
}

/**
 * Reads the Policies of PutParameter; an empty policy, `[{}]`, stands for none.
 * See https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html
 * @throws AwsError InvalidPolicyTypeException, InvalidPolicyAttributeException, IncompatiblePolicyException,
 * PoliciesLimitExceededException, ValidationException
 */
export function parsePolicies(text: string): Policies {
  const policies = parseList(text).filter((policy) => Object.keys(policy).length > 0);
  const expiries = policies.map(readPolicy);
  checkTogether(policies.map(({ Type }) => Type));
  const expiresAt = expiries.find((at) => at !== undefined);
  const shown = policies.map((policy) => ({
    PolicyText: JSON.stringify(policy),
    PolicyType: String(policy.Type),
    PolicyStatus: "Pending",
  }));
  return expiresAt === undefined ? { shown } : { shown, expiresAt };
}
