import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Endpoints, ServiceName } from "./endpoints.ts";

/** Clients of the test itself: it provisions, plays the mapping, and proves what an endpoint can do. */
export interface Clients {
  dynamodb: DynamoDBClient;
  sqs: SQSClient;
  ssm: SSMClient;
  close(): void;
}

/** Makes the clients; they sign with the credentials of the environment. */
export function clientsOf({ region, urls }: Endpoints): Clients {
  const at = (service: ServiceName) => ({ region, endpoint: urls[service] });
  const dynamodb = new DynamoDBClient(at("dynamodb"));
  const sqs = new SQSClient({ ...at("sqs"), useQueueUrlAsEndpoint: false });
  const ssm = new SSMClient(at("ssm"));
  return {
    dynamodb,
    sqs,
    ssm,
    close: () => {
      for (const client of [dynamodb, sqs, ssm]) client.destroy();
    },
  };
}
