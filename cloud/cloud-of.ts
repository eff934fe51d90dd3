import { awsClients } from "./aws-clients.ts";
import { claude } from "./claude.ts";
import type { Cloud } from "./cloud.ts";
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
  { messageAttributes, write = (line) => console.log(line) }: CloudPorts,
): Cloud {
  const clock = machineClock;
  const ids = machineIds(clock.now);
  const retry = retrying({ clock, ids });
  const clients = awsClients(environment);
  const secrets = ssmSecrets(clients.ssm, retry, clock);
  const { keyParameter, baseUrl } = environment.claude;
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
    llm: claude({ secrets, keyParameter, baseUrl }),
    metrics: emfMetrics(clock, write),
    write,
    codec: gzipCodec,
  };
}
