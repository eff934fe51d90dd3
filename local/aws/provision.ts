import type { HttpApiDefinition } from "./http-api.ts";
import { conditionHolds, createEvaluator } from "./intrinsics.ts";
import { createFunction, createInvokeConfig, createVersion } from "./provision/function.ts";
import { createApi, createIntegration, createRoute, createStage } from "./provision/http.ts";
import { createMapping } from "./provision/mapping.ts";
import { createParameter } from "./provision/parameter.ts";
import { readProperties } from "./provision/properties.ts";
import { createQueue } from "./provision/queue.ts";
import type { Created, Plan, ResourceContext, ResourceHandler } from "./provision/resource.ts";
import { createRule, createSchedule } from "./provision/schedule.ts";
import { createScope } from "./provision/scope.ts";
import { skipResource } from "./provision/skip.ts";
import { createTable } from "./provision/table.ts";
import { creationOrder, type Template } from "./provision/template.ts";

export interface ProvisionOptions
  extends Pick<ResourceContext, "services" | "region" | "accountId" | "codeDirectory" | "httpUrl"> {
  template: Template;
  /** Values of the template's parameters, by name. */
  parameters?: Record<string, string>;
  /** Further environment variables of every function; they win over the template's. */
  environment?: Record<string, string>;
  /** The stack's name, in `AWS::StackName` and in the names of resources that have none; `local` when absent. */
  stackName?: string;
}

/** A resource, or a part of one, that does nothing here. */
export interface Skipped {
  logicalId: string;
  type: string;
  reason: string;
}

/** What a template asks for beside the tables, queues and parameters, which are there already. */
export interface Provisioned extends Pick<Plan, "functions" | "mappings" | "schedules"> {
  api?: HttpApiDefinition;
  skipped: Skipped[];
}

const handlers: Record<string, ResourceHandler> = {
  "AWS::DynamoDB::Table": createTable,
  "AWS::SQS::Queue": createQueue,
  "AWS::SSM::Parameter": createParameter,
  "AWS::Lambda::Function": createFunction,
  "AWS::Lambda::Version": createVersion,
  "AWS::Lambda::Alias": createVersion,
  "AWS::Lambda::EventInvokeConfig": createInvokeConfig,
  "AWS::Lambda::EventSourceMapping": createMapping,
  "AWS::ApiGatewayV2::Api": createApi,
  "AWS::ApiGatewayV2::Stage": createStage,
  "AWS::ApiGatewayV2::Integration": createIntegration,
  "AWS::ApiGatewayV2::Route": createRoute,
  "AWS::Events::Rule": createRule,
  "AWS::Scheduler::Schedule": createSchedule,
};

/**
 * Creates the tables, queues and parameters of a packaged CloudFormation template in the services, and reads
 * the functions, mappings, routes and schedules out of it. What exists already is kept.
 * @throws Error that says where in the template the trouble is; AwsError as a service refuses a resource.
 */
export async function provision(options: ProvisionOptions): Promise<Provisioned> {
  const { template, parameters = {}, environment = {}, stackName = "local" } = options;
  const created = new Map<string, Created>();
  const skipped: Skipped[] = [];
  const plan = emptyPlan();
  const scope = createScope({ ...options, parameters, stackName, created });
  const evaluate = createEvaluator(scope);

  for (const logicalId of creationOrder(template.Resources)) {
    const resource = template.Resources[logicalId];
    if (!resource || (resource.Condition !== undefined && !conditionHolds(resource.Condition, scope)))
      continue;
    const where = `${logicalId} (${resource.Type})`;
    const properties = readProperties(where, resource.Properties ?? {}, evaluate);
    const name = (property: string) => properties.optionalText(property) ?? `${stackName}-${logicalId}`;
    const handler = handlers[resource.Type] ?? skipResource;
    const result = await handler({ ...options, environment, logicalId, resource, properties, plan, name });
    created.set(logicalId, result);
    if (result.skipped) skipped.push({ logicalId, type: resource.Type, reason: result.skipped });
  }
  checkTimeouts(plan);
  return { ...plan, schedules: withRetries(plan), api: chooseApi(plan, skipped), skipped };
}

const emptyPlan = (): Plan => ({
  functions: [],
  queues: [],
  mappings: [],
  schedules: [],
  retryAttempts: new Map(),
  apis: [],
  integrations: new Map(),
  routes: [],
  stages: [],
});

// AWS refuses such a mapping, in these words.
function checkTimeouts({ mappings, functions, queues }: Plan) {
  for (const { settings } of mappings) {
    const visibility = queues.find(({ arn }) => arn === settings.queueArn)?.visibilityTimeoutSeconds ?? 0;
    const timeout = functions.find(({ name }) => name === settings.functionName)?.timeoutSeconds ?? 0;
    if (visibility < timeout)
      throw new Error(
        `The event source mapping of ${settings.queueArn} to ${settings.functionName} is refused: Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds.`,
      );
  }
}

const withRetries = ({ schedules, retryAttempts }: Plan) =>
  schedules.map((schedule) => ({
    ...schedule,
    maximumRetryAttempts: retryAttempts.get(schedule.functionName),
  }));

function chooseApi({ apis, stages, routes }: Plan, skipped: Skipped[]): HttpApiDefinition | undefined {
  let chosen: HttpApiDefinition | undefined;
  for (const { apiId, logicalId } of apis) {
    const stage = stages.find((candidate) => candidate.apiId === apiId && candidate.name === "$default");
    const skip = (reason: string) => skipped.push({ logicalId, type: "AWS::ApiGatewayV2::Api", reason });
    if (!stage) skip("it has no stage $default");
    else if (chosen) skip("one API is served, and another comes first");
    else
      chosen = {
        apiId,
        throttle: stage.throttle,
        routes: routes
          .filter((route) => route.apiId === apiId)
          .map(({ apiId: _, ...route }) => ({ ...route, throttle: stage.routeThrottles[route.routeKey] })),
      };
  }
  return chosen;
}
