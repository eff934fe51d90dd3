import { conditionHolds, createEvaluator } from "./intrinsics.ts";
import { type ProvisionedApi, provisionedApi } from "./provision/apis.ts";
import { lookUpReferences } from "./provision/dynamic-references.ts";
import { handlerOf } from "./provision/handlers.ts";
import { outputsOf } from "./provision/outputs.ts";
import { parameterValues } from "./provision/parameter-values.ts";
import { checkTimeouts, emptyPlan, withoutAbsentFunctions } from "./provision/plan.ts";
import { readProperties } from "./provision/properties.ts";
import type { Created, Plan, ResourceContext } from "./provision/resource.ts";
import { expandSam } from "./provision/sam.ts";
import { createScope } from "./provision/scope.ts";
import { creationOrder, type Template, type TemplateResource } from "./provision/template.ts";
import type { ScheduleSettings } from "./schedule.ts";
import type { Service } from "./service.ts";

export interface ProvisionOptions
  extends Pick<
    ResourceContext,
    "services" | "region" | "accountId" | "codeDirectory" | "openApi" | "issuers"
  > {
  template: Template;
  /** Values of the template's parameters, by name. */
  parameters?: Record<string, string>;
  /** Values that Parameter Store holds before the template is read, by name. */
  ssmParameters?: Record<string, string>;
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
export interface Provisioned extends Pick<Plan, "functions"> {
  mappings: Omit<Plan["mappings"][number], "logicalId">[];
  schedules: ScheduleSettings[];
  /** In the order of the template. */
  apis: ProvisionedApi[];
  /** The template's outputs, as far as they have a value here. */
  outputs: Record<string, string>;
  skipped: Skipped[];
}

type Evaluate = (value: unknown) => unknown;

/**
 * Creates the tables, queues and parameters of a packaged CloudFormation template in the services, and reads
 * the functions, mappings, APIs and schedules out of it. What exists already is kept.
 * @throws Error that says where in the template the trouble is; AwsError as a service refuses a resource.
 */
export async function provision(options: ProvisionOptions): Promise<Provisioned> {
  const { environment = {}, stackName = "local", services } = options;
  const template = expandSam(options.template);
  const created = new Map<string, Created>();
  const skipped: Skipped[] = [];
  const plan = emptyPlan();
  await putParameters(services.ssm, options.ssmParameters);
  const parameters = await parameterValues(template, options.parameters ?? {}, services.ssm);
  const scope = createScope({ ...options, template, parameters, stackName, created });
  const evaluate = createEvaluator(scope);

  const exists = ({ Condition }: TemplateResource) =>
    Condition === undefined || conditionHolds(Condition, scope);
  const openApi = await openApis(template, exists, options.openApi);

  for (const logicalId of creationOrder(template.Resources)) {
    const resource = template.Resources[logicalId];
    if (!resource || !exists(resource)) continue;
    const where = `${logicalId} (${resource.Type})`;
    const written = resource.Properties ?? {};
    const resolve = await lookUpReferences(evaluated(written, evaluate), services.ssm);
    const properties = readProperties(where, written, (value) => resolve(evaluate(value)));
    const name = (property: string) => properties.optionalText(property) ?? `${stackName}-${logicalId}`;
    const context = { ...options, openApi, environment, logicalId, resource, properties, plan, name };
    const result = await handlerOf(resource.Type)(context);
    created.set(logicalId, result);
    if (result.skipped) skipped.push({ logicalId, type: resource.Type, reason: result.skipped });
  }
  checkTimeouts(plan);
  const typeOf = (logicalId: string) => template.Resources[logicalId]?.Type ?? "";
  const running = withoutAbsentFunctions(plan, skipped, typeOf);
  const apis = inOrder(plan.apis, template).map((api) => provisionedApi(running, api));
  for (const { logicalId, definition } of apis)
    if (definition.stages.length === 0)
      skipped.push({
        logicalId,
        type: typeOf(logicalId),
        reason: "it has no stage, so nothing of it can be reached",
      });
  return {
    functions: plan.functions,
    mappings: running.mappings.map(({ logicalId: _, ...mapping }) => mapping),
    schedules: withRetries(running),
    apis,
    outputs: outputsOf(template, scope, plan.apis, options.region),
    skipped,
  };
}

const apiTypes = ["AWS::ApiGatewayV2::Api", "AWS::ApiGateway::RestApi"];

/** Opens the APIs in the order of the template, not in that of their creation: the first is the main one. */
async function openApis(
  { Resources }: Template,
  exists: (resource: TemplateResource) => boolean,
  open: ProvisionOptions["openApi"] = () => "",
): Promise<(logicalId: string) => string> {
  const urls = new Map<string, string>();
  for (const [logicalId, resource] of Object.entries(Resources))
    if (apiTypes.includes(resource.Type) && exists(resource)) urls.set(logicalId, await open(logicalId));
  return (logicalId) => urls.get(logicalId) ?? "";
}

async function putParameters(ssm: Service, values: Record<string, string> = {}) {
  for (const [Name, Value] of Object.entries(values))
    await ssm.call("PutParameter", { Name, Value, Type: "SecureString", Overwrite: true });
}

function inOrder(apis: Plan["apis"], { Resources }: Template) {
  const order = Object.keys(Resources);
  return apis.toSorted((one, other) => order.indexOf(one.logicalId) - order.indexOf(other.logicalId));
}

/** The properties that can be evaluated; of the others, their reader will say what is wrong. */
function evaluated(properties: Record<string, unknown>, evaluate: Evaluate): unknown[] {
  return Object.values(properties).flatMap((value) => {
    try {
      return [evaluate(value)];
    } catch {
      return [];
    }
  });
}

const withRetries = ({ schedules, retryAttempts }: Plan) =>
  schedules.map(({ logicalId: _, ...schedule }) => ({
    ...schedule,
    maximumRetryAttempts: retryAttempts.get(schedule.functionName),
  }));
