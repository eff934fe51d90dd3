import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { queue } from "#middleware";
import { dispatch } from "#pipeline/dispatch.ts";
import { shapeValidators } from "#validators";
import { onLambda } from "./on-lambda.ts";

/** Queue `jobs`: sends a job's page messages. */
export const create = (cloud: Cloud, _environment: Environment) =>
  queue({ message: shapeValidators.DispatchMessage }, ({ message, remainingMs }) =>
    dispatch(cloud, message, { remainingMs }),
  );

export const handler = onLambda(create);
