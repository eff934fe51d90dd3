import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { queue } from "#middleware";
import { dispatch } from "#pipeline/dispatch.ts";
import { DispatchMessage } from "#validators";
import { onLambda } from "./on-lambda.ts";
import { portsOf } from "./ports.ts";

/** Queue `jobs`: sends a job's page messages. */
export const create = (cloud: Cloud, _environment: Environment) =>
  // What it has no time for goes through its own queue again, as often as it takes.
  queue({ ports: portsOf(cloud), message: DispatchMessage, maxHops: false }, ({ message, remainingMs }) =>
    dispatch(cloud, message, { remainingMs }),
  );

export const handler = onLambda(create);
