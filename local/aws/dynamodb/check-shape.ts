import { serialization } from "./errors.ts";
import { type Input, unfit } from "./shape.ts";
import { own } from "./values.ts";

const values = "Map<com.amazonaws.dynamodb.v20120810.AttributeValue>";
const names = "Map<java.lang.String>";
const reply = { ReturnConsumedCapacity: "String" };
const metrics = { ReturnItemCollectionMetrics: "String" };
const conditions = "Map<com.amazonaws.dynamodb.v20120810.Condition>";
const expressed = { ExpressionAttributeNames: names, ExpressionAttributeValues: values };
const conditional = {
  ...reply,
  ...metrics,
  ...expressed,
  TableName: "String",
  ConditionExpression: "String",
  ReturnValues: "String",
  ReturnValuesOnConditionCheckFailure: "String",
  Expected: "Map<com.amazonaws.dynamodb.v20120810.ExpectedAttributeValue>",
  ConditionalOperator: "String",
};
const paged = {
  ...reply,
  ...expressed,
  TableName: "String",
  IndexName: "String",
  Select: "String",
  Limit: "Integer",
  ConsistentRead: "Boolean",
  FilterExpression: "String",
  ProjectionExpression: "String",
  ExclusiveStartKey: values,
  AttributesToGet: "List",
  ConditionalOperator: "String",
};

// The members of the item operations and their types in AWS's model; other members are not looked at here.
const models: Record<string, Record<string, string>> = {
  BatchGetItem: { ...reply, RequestItems: "Map<com.amazonaws.dynamodb.v20120810.KeysAndAttributes>" },
  BatchWriteItem: {
    ...reply,
    ...metrics,
    RequestItems: "Map<java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>",
  },
  DeleteItem: { ...conditional, Key: values },
  GetItem: {
    ...reply,
    TableName: "String",
    Key: values,
    ConsistentRead: "Boolean",
    ProjectionExpression: "String",
    ExpressionAttributeNames: names,
    AttributesToGet: "List",
  },
  PutItem: { ...conditional, Item: values },
  Query: {
    ...paged,
    KeyConditionExpression: "String",
    ScanIndexForward: "Boolean",
    KeyConditions: conditions,
    QueryFilter: conditions,
  },
  Scan: { ...paged, Segment: "Integer", TotalSegments: "Integer", ScanFilter: conditions },
  TransactGetItems: { ...reply, TransactItems: "List" },
  TransactWriteItems: { ...reply, ...metrics, TransactItems: "List", ClientRequestToken: "String" },
  UpdateItem: {
    ...conditional,
    Key: values,
    UpdateExpression: "String",
    AttributeUpdates: "Map<com.amazonaws.dynamodb.v20120810.AttributeValueUpdate>",
  },
};

/** @throws AwsError SerializationException when a member has another JSON type than AWS's model gives it. */
export function checkShape(operation: string, input: Input): void {
  const model = models[operation];
  if (!model) return;
  for (const name in input) {
    const type = own(model, name);
    const value = input[name];
    const message = type === undefined || value == null ? undefined : unfit(value, type);
    if (message) throw serialization(message);
  }
}
