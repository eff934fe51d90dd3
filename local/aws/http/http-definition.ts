import type { Authorizer, Guard } from "../authorizer/authorizers.ts";
import type { CorsSettings } from "./cors.ts";
import type { Throttle } from "./gateway.ts";

/** A route and the function behind it. */
export interface HttpRoute {
  /** `GET /pets/{id}`, `ANY /{proxy+}`, `$default`. */
  routeKey: string;
  functionName: string;
  /** `2.0` when absent. */
  payloadFormat?: "1.0" | "2.0";
  /** How long the gateway waits for the function; 30,000 ms when absent, the most that AWS allows. */
  timeoutMs?: number;
  /** Absent when anybody may call it. */
  guard?: Guard;
}

/** A stage; all but `$default` are served under a path that begins with their name. */
export interface HttpStage {
  name: string;
  /** The limit of the routes that have none of their own; they share it. */
  throttle?: Throttle;
  /** By route key. */
  routeThrottles?: Readonly<Record<string, Throttle>>;
  variables?: Record<string, string>;
}

/** An HTTP API. */
export interface HttpApiDefinition {
  kind: "http";
  apiId: string;
  routes: readonly HttpRoute[];
  stages: readonly HttpStage[];
  cors?: CorsSettings;
  /** By the names that guards have for them. */
  authorizers?: Readonly<Record<string, Authorizer>>;
}
