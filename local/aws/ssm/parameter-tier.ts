import type { Input } from "../wire-input.ts";
import { validation } from "./errors.ts";
import { optionalEnum } from "./optional-member.ts";
import type { ParameterVersion } from "./parameter.ts";

const tiers = ["Standard", "Advanced", "Intelligent-Tiering"] as const;
/** The longest value of each tier, in bytes. */
const longestValue = { Standard: 4096, Advanced: 8192 };

/** What of a new version decides its tier. */
interface TierNeeds {
  /** Bytes of the value. */
  size: number;
  hasPolicies: boolean;
}

function checkSize(tier: ParameterVersion["tier"], size: number) {
  if (size <= longestValue[tier]) return;
  throw validation(
    tier === "Standard"
      ? "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier."
      : "Advanced tier parameters support a maximum parameter value of 8192 characters.",
  );
}

/**
 * The tier of a new version: the one asked for, or with Intelligent-Tiering the lowest that will do; it never sinks.
 * See https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 * @throws AwsError ValidationException
 */
export function readTier(
  input: Input,
  { size, hasPolicies }: TierNeeds,
  previous: ParameterVersion | undefined,
): ParameterVersion["tier"] {
  const asked = optionalEnum(input, "Tier", tiers) ?? previous?.tier ?? "Standard";
  const needsAdvanced = size > longestValue.Standard || hasPolicies;
  const fitting = needsAdvanced ? "Advanced" : (previous?.tier ?? "Standard");
  const tier = asked === "Intelligent-Tiering" ? fitting : asked;
  if (previous?.tier === "Advanced" && tier === "Standard")
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.",
    );
  if (hasPolicies && tier === "Standard")
    throw validation("Parameter policies need the advanced-parameter tier: set Tier to Advanced.");
  checkSize(tier, size);
  return tier;
}
