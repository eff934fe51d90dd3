import { hashOf } from "./api-id.ts";
import { identitySourcesOf } from "./authorizer-sources.ts";
import { functionName } from "./function.ts";
import type { Properties } from "./properties.ts";
import type { PlannedAuthorizer, ResourceHandler } from "./resource.ts";

/** AWS::ApiGateway::Authorizer: a Lambda function (TOKEN, REQUEST), or user pools that stand outside the template. */
export const createRestAuthorizer: ResourceHandler = ({ logicalId, properties, plan }) => {
  const id = hashOf(logicalId).slice(0, 6);
  const planned = plannedOf(properties.text("Type"), properties);
  plan.authorizers.set(id, planned);
  const physical = { ref: id, attributes: { AuthorizerId: id } };
  return "absent" in planned ? { ...physical, skipped: planned.absent } : physical;
};

function plannedOf(type: string, properties: Properties): PlannedAuthorizer {
  const expressions = (properties.optionalText("IdentitySource") ?? "").split(",");
  const sources = identitySourcesOf(expressions.map((text) => text.trim()).filter((text) => text !== ""));
  if (typeof sources === "string") return { absent: sources };
  const [identitySource = { from: "header", name: "authorization" } as const] = sources;
  if (type === "COGNITO_USER_POOLS") {
    const issuers = issuersOf([properties.value("ProviderARNs") ?? []].flat().map(String));
    if (typeof issuers === "string") return { absent: issuers };
    return { definition: { type: "jwt", issuers, audience: [], identitySource, checksTokenUse: true } };
  }
  if (type !== "TOKEN" && type !== "REQUEST")
    return { absent: `the gateway has no authorizer of type ${type}` };
  const validation = properties.optionalText("IdentityValidationExpression");
  if (validation !== undefined && !isExpression(validation))
    return { absent: `JavaScript does not read its validation expression ${validation}` };
  return {
    definition: {
      type: "lambda",
      functionName: functionName(properties.text("AuthorizerUri")),
      identitySources: type === "TOKEN" ? [identitySource] : sources,
      ttlSeconds: properties.number("AuthorizerResultTtlInSeconds") ?? 300,
      event: type === "TOKEN" ? "token" : "rest",
      simpleResponses: false,
      ...(validation !== undefined && type === "TOKEN" && { validation }),
    },
  };
}

/** The issuers that user pools are, by their ARNs; a text that says which of them is none of AWS's. */
function issuersOf(arns: readonly string[]): string[] | string {
  const issuers = arns.map((arn) => {
    const [, region, pool] =
      /^arn:aws[\w-]*:cognito-idp:([^:]+):\d+:userpool\/([\w-]+_[A-Za-z0-9]+)$/.exec(arn) ?? [];
    return pool === undefined ? undefined : `https://cognito-idp.${region}.amazonaws.com/${pool}`;
  });
  const missing = issuers.indexOf(undefined);
  if (missing >= 0 || arns.length === 0)
    return `its user pool ${arns[missing] ?? ""} is a resource of the template, which is not offered`;
  return issuers.filter((issuer) => issuer !== undefined);
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}
