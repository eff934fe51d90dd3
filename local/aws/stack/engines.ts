import { createChance } from "../chance.ts";
import { wallClock } from "../clock.ts";
import { createDispatch, type RestApi } from "../dispatch.ts";
import { createDynamoDb } from "../dynamodb.ts";
import { createFaults } from "../faults.ts";
import { createHttpApi } from "../http-api.ts";
import { inProcessHandler } from "../in-process/request-handler.ts";
import { restore } from "../journal/restore.ts";
import { memoryJournal } from "../journal.ts";
import { createLambda } from "../lambda.ts";
import { createSqs } from "../sqs.ts";
import { createSsm } from "../ssm.ts";
import type { StackOptions } from "../stack.ts";
import { stoppableClock } from "../stoppable-clock.ts";
import { createSts } from "../sts.ts";
import { serveWire } from "../wire.ts";
import { withFaults } from "../with-faults.ts";
import { withTap } from "../with-tap.ts";
import { createGateways } from "./gateways.ts";

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

  let awsUrl = "";
  const engineOptions = { clock, journal, region, accountId, baseUrl: () => awsUrl };
  const sqs = createSqs(engineOptions);
  const services = { dynamodb: createDynamoDb(engineOptions), sqs, ssm: createSsm(engineOptions) };
  restore(journal, Object.values(services), clock.now());
  const chance = createChance(options.seed);
  const random = options.random ?? chance.fork("faults").random;
  const offered = Object.values(services).map(({ name, operations }) => [name, operations] as const);
  const faults = createFaults(clock, random, { ...Object.fromEntries(offered), lambda: ["Invoke"] });
  const tapped = Object.values(services).map((service) => withTap(service, "wire", options.onCall));
  const struck = tapped.map((service) => withFaults(service, faults, clock));
  const { onError, listen = true } = options;
  const restApis: RestApi[] = [];
  const dispatch = createDispatch({
    services: [...struck, createSts({ accountId })],
    restApis,
    requestId: chance.fork("wire").uuid,
    region,
    onError,
  });
  const wire = listen ? await serveWire(dispatch, options.awsPort, { onError }) : noPort;
  onClose(wire.close);
  awsUrl = wire.url;

  const requestHandler = inProcessHandler({ dispatch });
  const ownChance = { chance: chance.fork("lambda"), random: options.random ?? chance.fork("kill").random };
  const lambda = createLambda({ ...options, ...ownChance, clock, region, accountId, faults, requestHandler });
  const { invoke } = lambda;
  const { fallback, httpPort: port, issuers } = options;
  const shared = { clock, region, accountId, invoke, listen, issuers, onError };
  const gatewayOptions = { ...shared, chance: chance.fork("gateway") };
  const gateway = await createHttpApi({ ...gatewayOptions, fallback, port });
  onClose(gateway.close);
  const gateways = createGateways(gateway, gatewayOptions, onClose);
  onClose(lambda.close);
  const seen = { clock, region, accountId, chance, faults, dispatch, restApis };
  return { ...seen, services, sqs, lambda, gateway, gateways, awsUrl, httpUrl: gateway.url };
}

// Nothing can listen on port 0, so a client that was not given the stack's own handler fails at once.
const noPort = { url: "http://127.0.0.1:0", close: async () => {} };
