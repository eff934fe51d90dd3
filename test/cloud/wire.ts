import {
  createDispatch,
  createDynamoDb,
  createFaults,
  createSqs,
  createSsm,
  type Faults,
  memoryJournal,
  type Service,
  type Sqs,
  serveWire,
  type VirtualClock,
  virtualClock,
  withFaults,
} from "#aws";
import { type AwsClients, awsClients } from "#cloud/aws-clients.ts";
import type { Clock, Ids } from "#cloud/cloud.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { machineIds } from "#cloud/ids.ts";
import { type Retry, retrying } from "#cloud/retry.ts";

/** A clock whose waits take no time, are noted and move it on. */
export interface NoteClock extends Clock {
  readonly waits: number[];
  advance(milliseconds: number): void;
}

/** A clock for the code under test, at a fixed time. */
export function noteClock(start = Date.UTC(2026, 0, 1)): NoteClock {
  let time = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
    },
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}

/** The AWS stand-ins on a loopback port, and what a client of the cloud is made with. */
export interface Wire {
  url: string;
  clients: AwsClients;
  retry: Retry;
  /** The code's clock. */
  clock: NoteClock;
  ids: Ids;
  /** The stand-ins' clock. */
  standInClock: VirtualClock;
  sqs: Sqs;
  ssm: Service;
  dynamodb: Service;
  /** Injects a fault whose rate is 0.5; it strikes the next `times` calls that match it, and no other. */
  strike(fault: Omit<Parameters<Faults["inject"]>[0], "rate">, times: number): void;
  /** Every call that reached the wire, as `service operation`. */
  calls: string[];
  close(): Promise<void>;
}

/** Starts the stand-ins with a table `table` and the queues `jobs` and `pages`. */
export async function startWire(wrapSqs: (sqs: Sqs) => Service = (sqs) => sqs): Promise<Wire> {
  const standInClock = virtualClock();
  const draws: number[] = [];
  const faults = createFaults(standInClock, () => draws.shift() ?? 1);
  const calls: string[] = [];
  const counted: Faults = {
    ...faults,
    strike(service, operation) {
      calls.push(`${service} ${operation}`);
      return faults.strike(service, operation);
    },
  };
  let url = "";
  const options = {
    clock: standInClock,
    journal: memoryJournal(),
    region: "us-east-1",
    accountId: "000000000000",
    baseUrl: () => url,
  };
  const dynamodb = createDynamoDb(options);
  const sqs = createSqs(options);
  const ssm = createSsm(options);
  const services = [dynamodb, wrapSqs(sqs), ssm].map((service) => withFaults(service, counted, standInClock));
  const endpoint = await serveWire(createDispatch({ services }));
  url = endpoint.url;
  await createTable(dynamodb);
  for (const QueueName of ["jobs", "pages"]) await sqs.call("CreateQueue", { QueueName });
  const clock = noteClock();
  const ids = { ...machineIds(clock.now), random: () => 0.5 };
  const clients = awsClients(readEnvironment({ STAGE: "local", AWS_ENDPOINT_URL: url }));
  return {
    url,
    clients,
    retry: retrying({ clock, ids }),
    clock,
    ids,
    standInClock,
    sqs,
    ssm,
    dynamodb,
    strike(fault, times) {
      draws.push(...Array.from({ length: times }, () => 0));
      faults.inject({ ...fault, rate: 0.5 });
    },
    calls,
    async close() {
      for (const connect of Object.values(clients)) (await connect()).client.destroy();
      await endpoint.close();
    },
  };
}

const createTable = (dynamodb: Service) =>
  dynamodb.call("CreateTable", {
    TableName: "table",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
  });
