import { awsClients } from "./aws-clients.ts";
import { claude } from "./claude.ts";
import type { Cloud, Llm } from "./cloud.ts";
import { gzipCodec } from "./codec.ts";
import { dynamoTable } from "./dynamodb-table.ts";
import { emfMetrics } from "./emf-metrics.ts";
import type { Environment } from "./environment.ts";
import { machineIds } from "./ids.ts";
import { machineClock } from "./machine-clock.ts";
import { retrying } from "./retry.ts";
import { type Attributes, sqsQueues } from "./sqs-queues.ts";
import { ssmSecrets } from "./ssm-secrets.ts";

/** What a container brings to its cloud. */
export interface CloudPorts {
  /** The attributes that carry the current request's ids on with a message. */
  messageAttributes(): Attributes;
  write?: (line: string) => void;
}

/** Makes the cloud of one container from AWS and Claude clients; a client is connected when it is first used. */
export function cloudOf(
  environment: Environment,
  { messageAttributes, write = writeLine }: CloudPorts,
): Cloud {
  const clock = machineClock;
  const ids = machineIds(clock.now);
  const retry = retrying({ clock, ids });
  const clients = awsClients(environment);
  const secrets = ssmSecrets(clients.ssm, retry, clock);
  return {
    clock,
    ids,
    secrets,
    table: dynamoTable(environment.tableName, clients.dynamodb, retry),
    queues: sqsQueues({
      urls: environment.queueUrls,
      connect: clients.sqs,
      retry,
      clock,
      ids,
      attributes: messageAttributes,
    }),
    llm: llmOf(environment, { clock, secrets }),
    metrics: emfMetrics(clock, write),
    write,
    codec: gzipCodec,
  };
}

/** Claude, or the stub where a load test asks for it; the stub is a lazy edge, as production never loads it. */
function llmOf({ claude: settings }: Environment, { clock, secrets }: Pick<Cloud, "clock" | "secrets">): Llm {
  const { keyParameter, baseUrl, stubLatencyMs } = settings;
  if (stubLatencyMs === undefined) return claude({ secrets, keyParameter, baseUrl });
  const loaded = import("./llm-stub.ts").then(({ llmStub }) => llmStub({ clock, latencyMs: stubLatencyMs }));
  return { write: async (prompt, call) => (await loaded).write(prompt, call) };
}

// Not through the console, which Lambda makes put a prefix before each line: JSON lines stay JSON.
const writeLine = (line: string) => void process.stdout.write(`${line}\n`);
