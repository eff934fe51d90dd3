import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { Cloud, QueueName } from "#cloud/cloud.ts";
import { type Environment, readEnvironment } from "#cloud/environment.ts";
import type { GoogleStandIn } from "#local/google.ts";
import { type People, type Product, type QueueAccess, startProduct } from "../support/product.ts";
import type { WireMessage } from "../support/queue-record.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Resources } from "./resources.ts";
import type { Ground } from "./start-ground.ts";

/** The product on resources of its own at an endpoint. */
export interface Run extends Product, Ground {
  queues: QueueAccess;
  /** Moves the product's clock forward; the endpoint's own clock runs on. */
  turnClock(milliseconds: number): void;
}

/** Starts the product on a ground; `close` gives up both. */
export async function startRun(ground: Ground, google: GoogleStandIn): Promise<Run> {
  const { endpoints, resources } = ground;
  const queues = accessOf(ground);
  let offsetMs = 0;
  const wrap = (cloud: Cloud): Cloud => ({
    ...cloud,
    clock: { now: () => cloud.clock.now() + offsetMs, sleep: cloud.clock.sleep },
  });
  const environment = (people: People) => environmentOf(endpoints, resources, people);
  const product = await startProduct({ queues, environment, wrap, google });
  return {
    ...ground,
    ...product,
    queues,
    turnClock: (milliseconds) => {
      offsetMs += milliseconds;
    },
    close: () => product.close().finally(ground.close),
  };
}

/** Settings of a stage that signs its requests, for not every endpoint takes unsigned ones. */
function environmentOf(endpoints: Endpoints, resources: Resources, { claude, google }: People): Environment {
  const read = readEnvironment({
    STAGE: "endpoints",
    TABLE_NAME: resources.tableName,
    JOBS_QUEUE_URL: resources.queues.jobs?.url,
    PAGES_QUEUE_URL: resources.queues.pages?.url,
    ALLOWED_ORIGINS: "https://dashboard.example.com",
    ANTHROPIC_BASE_URL: claude.url,
    ...resources.parameters,
  });
  return {
    ...read,
    // Set here and not by variables, which no stage but local may point away from Google.
    google: { ...read.google, issuer: google.url, jwksUri: google.jwksUri },
    aws: { region: endpoints.region, endpoint: (service) => endpoints.urls[service] },
  };
}

/** The queues as the mapping uses them, over the wire. */
function accessOf({ clients: { sqs }, resources: { queues } }: Ground): QueueAccess {
  const QueueUrl = (queue: QueueName) => queues[queue]?.url;
  return {
    async receive(queue) {
      const command = new ReceiveMessageCommand({
        QueueUrl: QueueUrl(queue),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      });
      const { Messages = [] } = await sqs.send(command);
      return Messages as WireMessage[];
    },
    async remove(queue, ReceiptHandle) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: QueueUrl(queue), ReceiptHandle }));
    },
  };
}
