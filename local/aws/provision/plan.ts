import type { Guard } from "../authorizer/authorizers.ts";
import type { Skipped } from "../provision.ts";
import type { Plan } from "./resource.ts";

/** A plan with nothing in it. */
export const emptyPlan = (): Plan => ({
  functions: [],
  queues: [],
  mappings: [],
  schedules: [],
  retryAttempts: new Map(),
  layers: new Map(),
  apis: [],
  integrations: new Map(),
  routes: [],
  stages: [],
  resourcePaths: new Map(),
  methods: [],
  restStages: [],
  gatewayResponses: [],
  authorizers: new Map(),
  apiKeys: new Map(),
  usagePlans: new Map(),
});

/**
 * Takes out of a plan what would call functions that do not run here, and says so.
 * @param typeOf the type of a resource by its logical id.
 */
export function withoutAbsentFunctions(
  plan: Plan,
  skipped: Skipped[],
  typeOf: (logicalId: string) => string,
): Plan {
  const names = new Set(plan.functions.map(({ name }) => name));
  const runs = (logicalId: string, functionName: string) => {
    if (names.has(functionName)) return true;
    const reason = `the function ${functionName} does not run here`;
    skipped.push({ logicalId, type: typeOf(logicalId), reason });
    return false;
  };
  const isGuarded = (logicalId: string, guard: Guard | undefined) => {
    const planned = plan.authorizers.get(guard?.authorizer ?? "");
    const definition = planned && "definition" in planned ? planned.definition : undefined;
    return definition?.type !== "lambda" || runs(logicalId, definition.functionName);
  };
  return {
    ...plan,
    mappings: plan.mappings.filter(({ logicalId, settings }) => runs(logicalId, settings.functionName)),
    schedules: plan.schedules.filter(({ logicalId, functionName }) => runs(logicalId, functionName)),
    routes: plan.routes.filter(
      ({ logicalId, functionName, guard }) => runs(logicalId, functionName) && isGuarded(logicalId, guard),
    ),
    methods: plan.methods.filter(
      ({ logicalId, integration, guard }) =>
        (integration.type === "mock" || runs(logicalId, integration.functionName)) &&
        isGuarded(logicalId, guard),
    ),
  };
}

/** @throws Error in AWS's words on a mapping whose queue hides a message for less time than its function may take. */
export function checkTimeouts({ mappings, functions, queues }: Plan) {
  for (const { settings } of mappings) {
    const visibility = queues.find(({ arn }) => arn === settings.queueArn)?.visibilityTimeoutSeconds ?? 0;
    const timeout = functions.find(({ name }) => name === settings.functionName)?.timeoutSeconds ?? 0;
    if (visibility < timeout)
      throw new Error(
        `The event source mapping of ${settings.queueArn} to ${settings.functionName} is refused: Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds.`,
      );
  }
}
