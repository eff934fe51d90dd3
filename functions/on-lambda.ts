import type { Cloud } from "#cloud/cloud.ts";
import { cloudOf } from "#cloud/cloud-of.ts";
import { type Environment, readEnvironment } from "#cloud/environment.ts";
import { messageAttributes } from "#middleware";

// biome-ignore lint/suspicious/noExplicitAny: a handler takes what its trigger sends.
type Handler = (...event: any[]) => unknown;

/**
 * Makes a function's handler from the environment: at once on Lambda, where loading is paid for anyway, and with the
 * first event elsewhere, where a module may be loaded for its `create` alone.
 */
export function onLambda<H extends Handler>(create: (cloud: Cloud, environment: Environment) => H): Handler {
  const make = () => {
    const environment = readEnvironment(process.env);
    return create(cloudOf(environment, { messageAttributes }), environment);
  };
  if (process.env.AWS_LAMBDA_FUNCTION_NAME) return make();
  let made: H | undefined;
  return (...event) => {
    made ??= make();
    return made(...event);
  };
}
