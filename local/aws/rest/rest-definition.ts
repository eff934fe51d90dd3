import type { Authorizer, Guard } from "../authorizer/authorizers.ts";
import type { Throttle } from "../http/gateway.ts";
import type { GatewayResponse } from "./error-reply.ts";
import type { MockIntegration } from "./mock.ts";
import type { Routed } from "./resource-router.ts";
import type { ApiKey } from "./usage.ts";

/** A function behind a method, called with the whole request (AWS_PROXY). */
export interface LambdaIntegration {
  type: "lambda";
  functionName: string;
  /** How long the gateway waits for the function; 29,000 ms when absent. */
  timeoutMs?: number;
}

/** A method of a resource and what is behind it. */
export interface RestMethod extends Routed {
  resourceId: string;
  integration: LambdaIntegration | MockIntegration;
  apiKeyRequired: boolean;
  /** Absent when anybody may call it. */
  guard?: Guard;
}

/** A stage; its name is the first segment of every path. */
export interface RestStage {
  name: string;
  variables?: Record<string, string>;
  throttle?: Throttle;
  /** By path and method, such as `/pets/GET`. */
  methodThrottles?: Readonly<Record<string, Throttle>>;
}

/** A REST API. */
export interface RestApiDefinition {
  kind: "rest";
  apiId: string;
  methods: readonly RestMethod[];
  stages: readonly RestStage[];
  binaryMediaTypes: readonly string[];
  apiKeys: readonly ApiKey[];
  /** Whether API keys come with the request, or from its authorizer; with the request when absent. */
  apiKeySource?: "HEADER" | "AUTHORIZER";
  gatewayResponses: readonly GatewayResponse[];
  /** By the names that guards have for them. */
  authorizers?: Readonly<Record<string, Authorizer>>;
}
