import { describeContinuousBackups, updateContinuousBackups } from "./dynamodb/backups.ts";
import { batchExecuteStatement } from "./dynamodb/batch-execute-statement.ts";
import { batchGetItem } from "./dynamodb/batch-get.ts";
import { batchWriteItem } from "./dynamodb/batch-write.ts";
import { checkShape } from "./dynamodb/check-shape.ts";
import { createTable } from "./dynamodb/create-table.ts";
import { executeStatement } from "./dynamodb/execute-statement.ts";
import { executeTransaction } from "./dynamodb/execute-transaction.ts";
import { Expiry } from "./dynamodb/expiry.ts";
import { getItem } from "./dynamodb/get-item.ts";
import { describeEndpoints, describeLimits } from "./dynamodb/limits.ts";
import { query } from "./dynamodb/query.ts";
import { scan } from "./dynamodb/scan.ts";
import { type Change, Store } from "./dynamodb/store.ts";
import { deleteTable, describeTable, listTables } from "./dynamodb/tables.ts";
import { listTagsOfResource, tagResource, untagResource } from "./dynamodb/tags.ts";
import { describeTimeToLive, updateTimeToLive } from "./dynamodb/time-to-live.ts";
import { transactGetItems } from "./dynamodb/transact-get.ts";
import { transactWriteItems } from "./dynamodb/transact-write.ts";
import { updateTable } from "./dynamodb/update-table.ts";
import { deleteItem, putItem, updateItem } from "./dynamodb/write-item.ts";
import type { Service, ServiceOptions } from "./service.ts";

type Operation = (store: Store, input: Record<string, unknown>) => object;

const operations: Record<string, Operation> = {
  BatchExecuteStatement: batchExecuteStatement,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DeleteTable: deleteTable,
  DescribeContinuousBackups: describeContinuousBackups,
  DescribeEndpoints: describeEndpoints,
  DescribeLimits: describeLimits,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  ExecuteStatement: executeStatement,
  ExecuteTransaction: executeTransaction,
  GetItem: getItem,
  ListTagsOfResource: listTagsOfResource,
  ListTables: listTables,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TagResource: tagResource,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UntagResource: untagResource,
  UpdateContinuousBackups: updateContinuousBackups,
  UpdateItem: updateItem,
  UpdateTable: updateTable,
  UpdateTimeToLive: updateTimeToLive,
};

/** The engine of Amazon DynamoDB: tables in memory, every change through the journal first. */
export function createDynamoDb(options: ServiceOptions): Service {
  const store = new Store(options);
  store.observe(new Expiry(store));
  return {
    name: "dynamodb",
    target: "DynamoDB_20120810",
    jsonVersion: "1.0",
    errorPrefix: "com.amazonaws.dynamodb.v20120810#",
    operations: Object.keys(operations),
    call(operation, input) {
      checkShape(operation, input);
      return (operations[operation] as Operation)(store, input);
    },
    replay: (change, at, values) => store.replay(change as Change, at, values),
    snapshot: () => store.snapshot(),
  };
}
