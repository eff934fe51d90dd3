import type { HttpRoute, Throttle } from "../http-api.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import type { MappingSettings } from "../mapping/settings.ts";
import type { ScheduleSettings } from "../schedule.ts";
import type { Service } from "../service.ts";
import type { Properties } from "./properties.ts";
import type { TemplateResource } from "./template.ts";

/** A resource as others refer to it: by `Ref`, and by `Fn::GetAtt`. */
interface Physical {
  ref: string;
  attributes: Record<string, string>;
}

/** What a resource came to; with `skipped`, it is only a name that others can refer to. */
export interface Created extends Physical {
  skipped?: string;
}

/** Everything that the handlers of the resource types collect. */
export interface Plan {
  functions: (LambdaFunction & { logicalId: string })[];
  queues: { arn: string; url: string; visibilityTimeoutSeconds: number }[];
  mappings: { settings: MappingSettings; queueUrl: string }[];
  schedules: ScheduleSettings[];
  /** By function name. */
  retryAttempts: Map<string, number>;
  apis: { logicalId: string; apiId: string }[];
  /** By the id that a route's target names. */
  integrations: Map<string, { functionName: string; timeoutMs?: number }>;
  routes: (HttpRoute & { apiId: string })[];
  stages: { apiId: string; name: string; throttle?: Throttle; routeThrottles: Record<string, Throttle> }[];
}

/** What a handler works with. */
export interface ResourceContext {
  logicalId: string;
  resource: TemplateResource;
  properties: Properties;
  plan: Plan;
  region: string;
  accountId: string;
  /** The physical name: the property of that name, or one made of the stack's name and the logical id. */
  name(property: string): string;
  services: { dynamodb: Service; sqs: Service; ssm: Service };
  codeDirectory(functionName: string, resource: TemplateResource): string;
  environment: Record<string, string>;
  httpUrl?: string;
}

/** Creates one resource of a type. */
export type ResourceHandler = (context: ResourceContext) => Created | Promise<Created>;
