import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { routes } from "#domain/routes.ts";
import { api } from "#middleware";
import { getHealth } from "#validators";
import { onLambda } from "./on-lambda.ts";
import { portsOf } from "./ports.ts";

/** `GET /health`: says that it is there, to anybody, and nothing else. */
export const create = (cloud: Cloud, { allowedOrigins }: Environment) =>
  api(
    {
      ports: portsOf(cloud),
      status: routes.getHealth.status,
      output: getHealth.response,
      cors: { origins: allowedOrigins },
    },
    () => ({ status: "ok" as const }),
  );

export const handler = onLambda(create);
