import { wallClock } from "../clock.ts";
import { createDispatch } from "../dispatch.ts";
import { createDynamoDb } from "../dynamodb.ts";
import { createFaults } from "../faults.ts";
import { createHttpApi } from "../http-api.ts";
import { type Journal, memoryJournal } from "../journal.ts";
import { createLambda } from "../lambda.ts";
import type { Service } from "../service.ts";
import { createSqs } from "../sqs.ts";
import { createSsm } from "../ssm.ts";
import type { StackOptions } from "../stack.ts";
import { stoppableClock } from "../stoppable-clock.ts";
import { serveWire } from "../wire.ts";
import { withTap } from "../with-tap.ts";

/** Registers what is to be ended with the stack; what is registered last ends first. */
export type OnClose = (closer: () => void | Promise<void>) => void;

/** What a stack is made of before anything of its template is in it. */
export type Engines = Awaited<ReturnType<typeof startEngines>>;

/**
 * Starts the services with what the journal holds, the port of the wire protocols, and an empty Lambda and HTTP API.
 * @throws Error with code EADDRINUSE when a port is taken.
 */
export async function startEngines(options: StackOptions, onClose: OnClose) {
  const { region = "us-east-1", accountId = "000000000000", journal = memoryJournal() } = options;
  const clock = stoppableClock(options.clock ?? wallClock());
  onClose(() => journal.close());
  onClose(() => clock.stop());
  const faults = createFaults(clock, options.random);

  let awsUrl = "";
  const engineOptions = { clock, journal, region, accountId, baseUrl: () => awsUrl };
  const sqs = createSqs(engineOptions);
  const services = { dynamodb: createDynamoDb(engineOptions), sqs, ssm: createSsm(engineOptions) };
  restore(journal, Object.values(services));
  const tapped = Object.values(services).map((service) => withTap(service, "wire", options.onCall));
  const dispatch = createDispatch({ services: tapped, clock, faults });
  const wire = await serveWire(dispatch, options.awsPort);
  onClose(wire.close);
  awsUrl = wire.url;

  const lambda = createLambda({ ...options, clock, region, accountId });
  const { invoke } = lambda;
  const gateway = await createHttpApi({
    ...options,
    clock,
    region,
    accountId,
    invoke,
    port: options.httpPort,
  });
  onClose(gateway.close);
  onClose(lambda.close);
  return { clock, region, accountId, faults, services, sqs, lambda, gateway, awsUrl, httpUrl: gateway.url };
}

/** @throws Error when the journal holds changes of a service that the stack does not have. */
function restore(journal: Journal, services: readonly Service[]) {
  for (const { service: name, change, at } of journal.records()) {
    const service = services.find((candidate) => candidate.name === name);
    if (!service) throw new Error(`The journal holds changes of ${name}, which this stack does not offer.`);
    service.replay(change, at);
  }
}
