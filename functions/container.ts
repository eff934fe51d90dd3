import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { type Authenticator, memoryRateLimit, type Ports, type RateLimitStore } from "#middleware";
import { portsOf } from "./ports.ts";
import { signIn } from "./sign-in.ts";

/** What every function of one container is made with. */
export interface Container {
  cloud: Cloud;
  environment: Environment;
  /** Shared by the routes, and with it the tokens that were verified already. */
  auth: Authenticator;
  ports: Ports;
  /** Counts what each person changes, over all routes. */
  rateLimits: RateLimitStore;
}

/** Makes the container's own parts. */
export const containerOf = (cloud: Cloud, environment: Environment): Container => ({
  cloud,
  environment,
  auth: signIn(cloud, environment),
  ports: portsOf(cloud),
  rateLimits: memoryRateLimit(),
});
