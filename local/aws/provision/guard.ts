import type { Guard } from "../http-api.ts";
import type { Properties } from "./properties.ts";
import type { Plan } from "./resource.ts";

/** What guards a route or a method; undefined when anybody may call it, and a text that says why it cannot be served. */
export function guardOf(properties: Properties, plan: Plan): Guard | string | undefined {
  const type = properties.optionalText("AuthorizationType") ?? "NONE";
  if (type === "NONE") return undefined;
  if (type === "AWS_IAM") return "signatures of callers are not checked, so AWS_IAM cannot be offered";
  const id = properties.optionalText("AuthorizerId");
  if (id === undefined) return `it names no authorizer of its type ${type}`;
  const planned = plan.authorizers.get(id);
  if (!planned) return `its authorizer ${id} is not in the template`;
  if ("absent" in planned) return `its authorizer is not offered: ${planned.absent}`;
  const isToken = type === "JWT" || type === "COGNITO_USER_POOLS";
  if (isToken !== (planned.definition.type === "jwt")) return `its authorizer is not of its type ${type}`;
  const scopes = [properties.value("AuthorizationScopes") ?? []].flat().map(String);
  return { authorizer: id, ...(scopes.length > 0 && { scopes }) };
}
