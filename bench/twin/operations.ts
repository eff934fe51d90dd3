import type { Operation } from "./operation.ts";
import { prepareReceives, prepareSends } from "./queue-operations.ts";
import { preparePuts, prepareQueries, prepareUpdates } from "./table-operations.ts";

/** The operations by the names of their figures. */
export const operations = {
  send: { service: "sqs", requestsPerStep: 1, prepare: prepareSends },
  receive_and_delete: { service: "sqs", requestsPerStep: 2, prepare: prepareReceives },
  conditional_put: { service: "dynamodb", requestsPerStep: 1, prepare: preparePuts },
  update: { service: "dynamodb", requestsPerStep: 1, prepare: prepareUpdates },
  query: { service: "dynamodb", requestsPerStep: 1, prepare: prepareQueries },
} satisfies Record<string, Operation>;
