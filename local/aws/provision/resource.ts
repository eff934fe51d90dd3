import type { Authorizer } from "../authorizer/authorizers.ts";
import type { CorsSettings } from "../http/cors.ts";
import type { HttpRoute, HttpStage } from "../http-api.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import type { MappingSettings } from "../mapping/settings.ts";
import type { GatewayResponse } from "../rest/error-reply.ts";
import type { RestMethod, RestStage } from "../rest/rest-definition.ts";
import type { ApiKey } from "../rest/usage.ts";
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

/** Something of one API. */
export type OfApi<Part> = Part & { apiId: string };

/** An API without its routes. */
export interface PlannedApi {
  logicalId: string;
  kind: "http" | "rest";
  apiId: string;
  /** Where it is served, without a stage. */
  url: string;
  cors?: CorsSettings;
  binaryMediaTypes: string[];
  apiKeySource?: "HEADER" | "AUTHORIZER";
}

/** An authorizer of one API, or why it is not offered. */
export type PlannedAuthorizer = { definition: Authorizer } | { absent: string };

/** Everything that the handlers of the resource types collect. */
export interface Plan {
  functions: (LambdaFunction & { logicalId: string })[];
  queues: { arn: string; url: string; visibilityTimeoutSeconds: number }[];
  mappings: { logicalId: string; settings: MappingSettings; queueUrl: string }[];
  schedules: (ScheduleSettings & { logicalId: string })[];
  /** By function name. */
  retryAttempts: Map<string, number>;
  apis: PlannedApi[];
  /** The folders of layers, by the ARN of their version. */
  layers: Map<string, string>;
  /** By the id that a route's target names. */
  integrations: Map<string, Pick<HttpRoute, "functionName" | "timeoutMs" | "payloadFormat">>;
  routes: OfApi<HttpRoute & { logicalId: string }>[];
  stages: OfApi<HttpStage>[];
  /** The paths of the resources of REST APIs, by their id. */
  resourcePaths: Map<string, string>;
  methods: OfApi<RestMethod & { logicalId: string }>[];
  restStages: OfApi<RestStage>[];
  gatewayResponses: OfApi<GatewayResponse>[];
  /** By the authorizer's id. */
  authorizers: Map<string, PlannedAuthorizer>;
  /** By the key's id. */
  apiKeys: Map<string, ApiKey>;
  /** By the plan's id. */
  usagePlans: Map<string, Pick<ApiKey, "throttle" | "quota"> & { apiIds: string[]; keyIds: string[] }>;
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
  /** The folder with a function's or a layer's unpacked code; in `resource`, the property Code is evaluated. */
  codeDirectory(
    functionName: string,
    resource: TemplateResource,
    logicalId: string,
  ): string | Promise<string>;
  environment: Record<string, string>;
  /** Where the keys of a token issuer are asked for instead of at its own URL, by that URL. */
  issuers?: Readonly<Record<string, string>>;
  /** Where an API is served, without a stage; it is asked before anything else is known of the API. */
  openApi?: (logicalId: string) => string | Promise<string>;
}

/** Creates one resource of a type. */
export type ResourceHandler = (context: ResourceContext) => Created | Promise<Created>;
