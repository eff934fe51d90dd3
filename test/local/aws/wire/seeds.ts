/** Valid requests of each kind, in an order in which they succeed. */
export const seeds: { target: string; input: Record<string, unknown> }[] = [];

const add = (prefix: string, operation: string, input: Record<string, unknown>) =>
  seeds.push({ target: `${prefix}.${operation}`, input });

const table = { TableName: "things" };
const item = { pk: { S: "p" }, sk: { S: "s" }, n: { N: "1" }, m: { M: { l: { L: [{ B: "AQI=" }] } } } };
const key = { pk: { S: "p" }, sk: { S: "s" } };

const dynamodb: [string, Record<string, unknown>][] = [
  [
    "CreateTable",
    {
      ...table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-sk",
          KeySchema: [{ AttributeName: "sk", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    },
  ],
  ["DescribeTable", table],
  ["ListTables", { Limit: 10 }],
  ["UpdateTable", { ...table, DeletionProtectionEnabled: true }],
  [
    "PutItem",
    {
      ...table,
      Item: item,
      ConditionExpression: "attribute_not_exists(#p) OR #p = :v",
      ExpressionAttributeNames: { "#p": "pk" },
      ExpressionAttributeValues: { ":v": { S: "p" } },
      ReturnValues: "ALL_OLD",
    },
  ],
  [
    "UpdateItem",
    {
      ...table,
      Key: key,
      UpdateExpression: "SET #n = #n + :one, m.l[0] = :one ADD c :one",
      ExpressionAttributeNames: { "#n": "n" },
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
    },
  ],
  ["GetItem", { ...table, Key: key, ProjectionExpression: "pk, m.l[0]", ConsistentRead: true }],
  [
    "Query",
    {
      ...table,
      KeyConditionExpression: "pk = :p AND begins_with(sk, :s)",
      FilterExpression: "n > :n",
      ExpressionAttributeValues: { ":p": { S: "p" }, ":s": { S: "s" }, ":n": { N: "0" } },
      Limit: 5,
    },
  ],
  ["Scan", { ...table, Segment: 0, TotalSegments: 2, Limit: 5, ExclusiveStartKey: key }],
  ["BatchWriteItem", { RequestItems: { things: [{ PutRequest: { Item: item } }] } }],
  ["BatchGetItem", { RequestItems: { things: { Keys: [key] } } }],
  ["TransactWriteItems", { TransactItems: [{ Put: { ...table, Item: item } }], ClientRequestToken: "token" }],
  ["TransactGetItems", { TransactItems: [{ Get: { ...table, Key: key } }] }],
  [
    "ExecuteStatement",
    { Statement: "INSERT INTO things VALUE {'pk': ?, 'sk': 'z'}", Parameters: [{ S: "q" }] },
  ],
  ["UpdateTimeToLive", { ...table, TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true } }],
  ["DescribeTimeToLive", table],
  [
    "UpdateContinuousBackups",
    { ...table, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
  ],
  ["DescribeContinuousBackups", table],
  [
    "TagResource",
    {
      ResourceArn: "arn:aws:dynamodb:us-east-1:123456789012:table/things",
      Tags: [{ Key: "a", Value: "b" }],
    },
  ],
  ["BatchExecuteStatement", { Statements: [{ Statement: "SELECT * FROM things WHERE pk = 'p'" }] }],
  [
    "ExecuteTransaction",
    { TransactStatements: [{ Statement: "SELECT * FROM things WHERE pk='p' AND sk='s'" }] },
  ],
  ["DeleteItem", { ...table, Key: key, ReturnValues: "ALL_OLD" }],
];
for (const [operation, input] of dynamodb) add("DynamoDB_20120810", operation, input);

const QueueUrl = "http://127.0.0.1/123456789012/jobs";
const MessageAttributes = { kind: { DataType: "String", StringValue: "x" } };
const sqs: [string, Record<string, unknown>][] = [
  ["CreateQueue", { QueueName: "jobs", Attributes: { VisibilityTimeout: "30" }, tags: { a: "b" } }],
  ["GetQueueUrl", { QueueName: "jobs" }],
  ["ListQueues", { QueueNamePrefix: "jo", MaxResults: 5 }],
  ["SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: "20" } }],
  ["GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] }],
  ["SendMessage", { QueueUrl, MessageBody: "body", DelaySeconds: 0, MessageAttributes }],
  ["SendMessageBatch", { QueueUrl, Entries: [{ Id: "a", MessageBody: "body", MessageAttributes }] }],
  [
    "ReceiveMessage",
    {
      QueueUrl,
      MaxNumberOfMessages: 1,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["k.*"],
    },
  ],
  ["ChangeMessageVisibility", { QueueUrl, ReceiptHandle: "x", VisibilityTimeout: 5 }],
  ["DeleteMessage", { QueueUrl, ReceiptHandle: "x" }],
  ["DeleteMessageBatch", { QueueUrl, Entries: [{ Id: "a", ReceiptHandle: "x" }] }],
  ["AddPermission", { QueueUrl, Label: "l", AWSAccountIds: ["123456789012"], Actions: ["SendMessage"] }],
  ["RemovePermission", { QueueUrl, Label: "l" }],
  ["TagQueue", { QueueUrl, Tags: { c: "d" } }],
  ["ListQueueTags", { QueueUrl }],
  ["UntagQueue", { QueueUrl, TagKeys: ["c"] }],
  ["ListDeadLetterSourceQueues", { QueueUrl, MaxResults: 5 }],
  ["StartMessageMoveTask", { SourceArn: "arn:aws:sqs:us-east-1:123456789012:jobs" }],
  ["ListMessageMoveTasks", { SourceArn: "arn:aws:sqs:us-east-1:123456789012:jobs", MaxResults: 2 }],
  ["CancelMessageMoveTask", { TaskHandle: "eyJ0YXNrSWQiOiJ4In0=" }],
];
for (const [operation, input] of sqs) add("AmazonSQS", operation, input);

const ssm: [string, Record<string, unknown>][] = [
  [
    "PutParameter",
    {
      Name: "/app/key",
      Value: "v",
      Type: "String",
      Overwrite: true,
      Description: "d",
      AllowedPattern: "v.*",
    },
  ],
  ["GetParameter", { Name: "/app/key:1", WithDecryption: true }],
  ["GetParameters", { Names: ["/app/key", "/none"] }],
  ["GetParametersByPath", { Path: "/app", Recursive: true, MaxResults: 5 }],
  ["GetParameterHistory", { Name: "/app/key", MaxResults: 5 }],
  ["LabelParameterVersion", { Name: "/app/key", ParameterVersion: 1, Labels: ["live"] }],
  [
    "DescribeParameters",
    { ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/app"] }], MaxResults: 5 },
  ],
  [
    "AddTagsToResource",
    { ResourceType: "Parameter", ResourceId: "/app/key", Tags: [{ Key: "a", Value: "b" }] },
  ],
  ["ListTagsForResource", { ResourceType: "Parameter", ResourceId: "/app/key" }],
  ["DeleteParameters", { Names: ["/none"] }],
];
for (const [operation, input] of ssm) add("AmazonSSM", operation, input);
