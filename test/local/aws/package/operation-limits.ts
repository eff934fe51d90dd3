const onlySettings = "with limits: the setting is kept and shown; restores are not offered";
const table =
  "with limits: no streams, replicas, resource policies and vector indexes (refused); class and encryption are kept and shown";
const queue = "with limits: policies and encryption are kept and shown, and change nothing";
const policies = "with limits: notifications of a policy are kept and never sent";

/** What is not whole of an operation, by service and operation; one that is not here is whole. */
export const limits: Readonly<Record<string, Readonly<Record<string, string>>>> & {
  Lambda: Readonly<Record<string, string>>;
} = {
  DynamoDB: {
    CreateTable: table,
    DescribeContinuousBackups: onlySettings,
    DescribeEndpoints: "with limits: names the stand-in itself",
    DescribeLimits: "with limits: the quotas of a new account, which nothing here enforces",
    UpdateContinuousBackups: onlySettings,
    UpdateTable: table,
  },
  SQS: {
    AddPermission: "with limits: the policy is kept, and nobody is refused by it",
    CreateQueue: queue,
    SetQueueAttributes: queue,
  },
  "SSM Parameter Store": { PutParameter: policies },
  Lambda: {
    GetEventSourceMapping: "✓",
    GetFunction: "with limits: the code's location is a folder of this machine",
    GetFunctionConfiguration: "with limits: every qualifier means `$LATEST`",
    Invoke: "with limits: every qualifier means `$LATEST`; no response streams",
    ListEventSourceMappings: "✓",
    ListFunctions: "with limits: on one page",
    UpdateEventSourceMapping: "with limits: changes `Enabled` alone",
  },
  STS: { GetCallerIdentity: "with limits: always the root of the account" },
};
