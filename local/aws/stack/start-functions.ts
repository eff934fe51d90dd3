import { createEventSourceMapping, type EventSourceMapping } from "../event-source-mapping.ts";
import { createLambdaApi } from "../lambda/rest-api.ts";
import type { Provisioned } from "../provision.ts";
import { startSchedule } from "../schedule.ts";
import type { StackOptions } from "../stack.ts";
import { withFaults } from "../with-faults.ts";
import { withTap } from "../with-tap.ts";
import { defineFunctions } from "./define-functions.ts";
import type { Engines, OnClose } from "./engines.ts";

/** Defines the functions of a template, and starts what invokes them: APIs, schedules, mappings and Lambda's own API. */
export function startFunctions(
  options: StackOptions,
  engines: Engines,
  { functions, mappings, schedules, apis }: Provisioned,
  onClose: OnClose,
): EventSourceMapping[] {
  const { clock, chance, faults, sqs, lambda, gateways } = engines;
  const { onError, onCall, maximumEnvironments: maximumBatches = 4 } = options;
  const shared = { clock, invoke: lambda.invoke, onError };
  defineFunctions(options, functions, lambda);
  gateways.serve(apis);
  for (const [index, settings] of schedules.entries())
    onClose(startSchedule({ ...shared, settings, chance: chance.fork(`schedule ${index}`) }).close);
  const queues = withFaults(withTap(sqs, "mapping", onCall), faults, clock);
  const started = mappings.map((mapping) =>
    createEventSourceMapping({ ...shared, ...mapping, sqs: queues, maximumBatches }),
  );
  for (const { close } of started) onClose(close);
  engines.restApis.push(lambdaApi(engines, functions, started));
  return started;
}

function lambdaApi(
  { lambda, clock, chance, region, accountId }: Engines,
  functions: Provisioned["functions"],
  mappings: readonly EventSourceMapping[],
) {
  const { uuid } = chance.fork("mappings");
  const byId = new Map(mappings.map((mapping) => [uuid(), mapping]));
  return createLambdaApi({ lambda, clock, account: { region, accountId }, functions, mappings: byId });
}
