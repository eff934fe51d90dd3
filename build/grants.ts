/** Actions on the table's items; there is no scan and no transaction. */
export type TableAction = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "UpdateItem" | "DeleteItem";
/** Logical ids of the queues. */
export type Queue = "JobsQueue" | "PagesQueue";
/** Last parts of the names of SSM parameters. */
export type Parameter = "anthropic-api-key" | "google-client-id" | "allow-list";

/** What one function may do besides writing its log. */
export interface Grants {
  readonly table?: readonly TableAction[];
  readonly send?: readonly Queue[];
  readonly consume?: readonly Queue[];
  /** Queues whose depth it may ask for. */
  readonly watch?: readonly Queue[];
  readonly parameters?: readonly Parameter[];
}

/** The least that each function needs, by its name in `serverless.yml`. */
export const grants: Readonly<Record<string, Grants>> = {
  api: {
    table: ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
    send: ["JobsQueue"],
    parameters: ["google-client-id", "allow-list"],
  },
  health: {},
  dispatch: {
    table: ["GetItem", "PutItem", "UpdateItem"],
    send: ["JobsQueue", "PagesQueue"],
    consume: ["JobsQueue"],
  },
  "write-page": {
    table: ["GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"],
    send: ["PagesQueue"],
    consume: ["PagesQueue"],
    parameters: ["anthropic-api-key"],
  },
  sweep: {
    table: ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"],
    send: ["JobsQueue", "PagesQueue"],
    watch: ["JobsQueue", "PagesQueue"],
  },
};
