import { hashOf } from "./api-id.ts";
import { identitySourcesOf } from "./authorizer-sources.ts";
import { functionName } from "./function.ts";
import type { Properties } from "./properties.ts";
import type { PlannedAuthorizer, ResourceHandler } from "./resource.ts";

/** AWS::ApiGatewayV2::Authorizer: of type JWT, or a Lambda function (REQUEST). */
export const createHttpAuthorizer: ResourceHandler = ({ logicalId, properties, plan, issuers = {} }) => {
  const id = hashOf(logicalId).slice(0, 6);
  const type = properties.text("AuthorizerType");
  const planned = type === "JWT" ? jwtAuthorizer(properties, issuers) : requestAuthorizer(type, properties);
  plan.authorizers.set(id, planned);
  const physical = { ref: id, attributes: { AuthorizerId: id } };
  return "absent" in planned ? { ...physical, skipped: planned.absent } : physical;
};

function jwtAuthorizer(properties: Properties, issuers: Readonly<Record<string, string>>): PlannedAuthorizer {
  const sources = identitySourcesOf(listOf(properties, "IdentitySource"));
  if (typeof sources === "string") return { absent: sources };
  const settings = properties.inside("JwtConfiguration");
  const issuer = settings.text("Issuer");
  const fault = Object.hasOwn(issuers, issuer) ? undefined : issuerFault(issuer);
  if (fault !== undefined) return { absent: fault };
  const [identitySource = { from: "header", name: "authorization" }] = sources;
  const audience = listOf(settings, "Audience");
  return { definition: { type: "jwt", issuers: [issuer], audience, identitySource } };
}

/** Why nobody can be asked for the keys of an issuer. */
function issuerFault(issuer: string): string | undefined {
  const url = URL.parse(issuer);
  const mapping = `give its place with "issuers" or --issuer "${issuer}=URL"`;
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    return `its issuer ${issuer} is no URL here: ${mapping}`;
  const [, region] = /^cognito-idp\.([^.]+)\.amazonaws\.com/.exec(url.hostname) ?? [];
  // The id of a pool that stands begins with its region.
  return region !== undefined && !url.pathname.startsWith(`/${region}_`)
    ? `its issuer is a user pool of the template, which is not offered: ${mapping}`
    : undefined;
}

function requestAuthorizer(type: string, properties: Properties): PlannedAuthorizer {
  if (type !== "REQUEST") return { absent: `the gateway has no authorizer of type ${type}` };
  const sources = identitySourcesOf(listOf(properties, "IdentitySource"));
  if (typeof sources === "string") return { absent: sources };
  return {
    definition: {
      type: "lambda",
      functionName: functionName(properties.text("AuthorizerUri")),
      identitySources: sources,
      ttlSeconds: properties.number("AuthorizerResultTtlInSeconds") ?? 300,
      event: properties.optionalText("AuthorizerPayloadFormatVersion") === "2.0" ? "2.0" : "1.0",
      simpleResponses: properties.flag("EnableSimpleResponses", false),
    },
  };
}

const listOf = (properties: Properties, name: string): string[] =>
  [properties.value(name) ?? []].flat().map(String);
