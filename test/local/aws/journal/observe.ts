import { arn, type Engines, urlOf } from "./setup.ts";

const minute = 60_000;

/** All that clients can see of the services from now on; time goes by and messages are received on the way. */
export async function observe(engines: Engines): Promise<unknown[]> {
  const { clock } = engines;
  const seen: unknown[] = [];
  for (let step = 0; step < 4; step++) {
    seen.push(await tables(engines), await parameters(engines), await queues(engines));
    clock.advance(step === 0 ? 3 * minute : 11 * minute);
  }
  return seen;
}

async function tables({ call, attempt }: Engines) {
  const { TableNames } = (await call("dynamodb", "ListTables", {})) as { TableNames: string[] };
  const seen: unknown[] = [TableNames];
  for (const TableName of TableNames) {
    const description = await call("dynamodb", "DescribeTable", { TableName });
    const { Table } = description as { Table: { GlobalSecondaryIndexes?: { IndexName: string }[] } };
    seen.push(description);
    for (const operation of ["DescribeTimeToLive", "DescribeContinuousBackups", "Scan"])
      seen.push(await call("dynamodb", operation, { TableName }));
    for (const { IndexName } of Table.GlobalSecondaryIndexes ?? [])
      seen.push(await call("dynamodb", "Scan", { TableName, IndexName }));
  }
  for (let token = 0; token < 4; token++)
    seen.push(
      await attempt("dynamodb", "TransactWriteItems", {
        ClientRequestToken: `token-${token}`,
        TransactItems: [{ Delete: { TableName: "books", Key: { id: { S: "none" } } } }],
      }),
    );
  return seen;
}

async function parameters({ call }: Engines) {
  const all = (await call("ssm", "DescribeParameters", {})) as { Parameters: { Name: string }[] };
  const seen: unknown[] = [all];
  for (const { Name } of all.Parameters) {
    seen.push(await call("ssm", "GetParameterHistory", { Name }));
    seen.push(await call("ssm", "ListTagsForResource", { ResourceType: "Parameter", ResourceId: Name }));
  }
  return seen;
}

async function queues({ call, attempt }: Engines) {
  const { QueueUrls = [] } = (await call("sqs", "ListQueues", {})) as { QueueUrls?: string[] };
  const seen: unknown[] = [QueueUrls];
  for (const QueueUrl of QueueUrls) {
    seen.push(await call("sqs", "GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] }));
    seen.push(await call("sqs", "ListQueueTags", { QueueUrl }));
    const SourceArn = arn(QueueUrl.split("/").at(-1) ?? "");
    seen.push(await call("sqs", "ListMessageMoveTasks", { SourceArn, MaxResults: 10 }));
    seen.push(
      await call("sqs", "ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 4,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      }),
    );
  }
  const send = { QueueUrl: urlOf("orders.fifo"), MessageBody: "10", MessageGroupId: "group-0" };
  seen.push(await attempt("sqs", "SendMessage", send));
  seen.push(await attempt("sqs", "CreateQueue", { QueueName: "gone" }));
  seen.push(await attempt("sqs", "PurgeQueue", { QueueUrl: urlOf("purged") }));
  seen.push(await attempt("sqs", "SendMessage", { QueueUrl: urlOf("jobs"), MessageBody: "one more" }));
  return seen;
}
