import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { task } from "#middleware";
import { sweep } from "#pipeline/sweep.ts";
import { onLambda } from "./on-lambda.ts";
import { portsOf } from "./ports.ts";

/** Every minute: repairs and ends open jobs. */
export const create = (cloud: Cloud, _environment: Environment) =>
  task({ ports: portsOf(cloud), name: "sweep" }, async ({ log }) => {
    log.add({ ...(await sweep(cloud)) });
  });

export const handler = onLambda(create);
