import type { ApiDefinition, Authorizer, Guard } from "../http-api.ts";
import type { Plan, PlannedApi } from "./resource.ts";

/** An API of the template and where it is served. */
export interface ProvisionedApi {
  logicalId: string;
  kind: "http" | "rest";
  /** With the stage, when that stands in the path. */
  url: string;
  definition: ApiDefinition;
}

/** An API of the plan as a gateway serves it; without a stage, nothing of it can be reached. */
export function provisionedApi(plan: Plan, api: PlannedApi): ProvisionedApi {
  const definition = api.kind === "http" ? httpApi(plan, api) : restApi(plan, api);
  const { logicalId, kind, url } = api;
  const names: string[] = definition.stages.map(({ name }) => name);
  const [first] = names;
  const path = first === undefined || names.includes("$default") ? "" : `/${first}`;
  return { logicalId, kind, url: url + path, definition };
}

const httpApi = (plan: Plan, { apiId, cors }: PlannedApi): ApiDefinition => ({
  kind: "http",
  apiId,
  routes: ownOf(plan.routes, apiId),
  stages: ownOf(plan.stages, apiId),
  ...(cors && { cors }),
  ...authorizersOf(plan, ownOf(plan.routes, apiId)),
});

const restApi = (plan: Plan, { apiId, binaryMediaTypes, apiKeySource }: PlannedApi): ApiDefinition => ({
  kind: "rest",
  apiId,
  methods: ownOf(plan.methods, apiId),
  stages: ownOf(plan.restStages, apiId),
  gatewayResponses: ownOf(plan.gatewayResponses, apiId),
  binaryMediaTypes,
  ...(apiKeySource && { apiKeySource }),
  ...authorizersOf(plan, ownOf(plan.methods, apiId)),
  apiKeys: [...plan.usagePlans.values()]
    .filter(({ apiIds }) => apiIds.includes(apiId))
    .flatMap(({ keyIds, throttle, quota }) =>
      keyIds.flatMap((id) => {
        const key = plan.apiKeys.get(id);
        return key ? [{ ...key, ...(throttle && { throttle }), ...(quota && { quota }) }] : [];
      }),
    ),
});

/** The authorizers that routes or methods name. */
function authorizersOf(
  plan: Plan,
  guarded: readonly { guard?: Guard }[],
): { authorizers?: Record<string, Authorizer> } {
  const names = new Set(guarded.flatMap(({ guard }) => guard?.authorizer ?? []));
  const named = [...names].flatMap((name) => {
    const planned = plan.authorizers.get(name);
    return planned && "definition" in planned ? [[name, planned.definition] as const] : [];
  });
  return named.length > 0 ? { authorizers: Object.fromEntries(named) } : {};
}

/** The parts of one API, without what they are filed under. */
const ownOf = <Part extends { apiId: string; logicalId?: string }>(parts: readonly Part[], apiId: string) =>
  parts
    .filter((part) => part.apiId === apiId)
    .map(({ apiId: _, logicalId: __, ...part }) => part as Omit<Part, "apiId" | "logicalId">);
