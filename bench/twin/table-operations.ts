import type { Target } from "./operation.ts";
import { runSteps, type Step } from "./peer-client.ts";
import { lanesOfSetUp, tableName } from "./set-up.ts";
import { lengthOf, step } from "./step.ts";

const pageSize = 20;
const pagesOfJob = 3 * pageSize;
const jobs = 10;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A page of the product in its first state, of about 600 bytes. */
const pageItem = (pk: string, sk: string) => ({
  pk: { S: pk },
  sk: { S: sk },
  status: { S: "QUEUED" },
  attempts: { N: "0" },
  number: { N: "17" },
  town: { S: "Springfield" },
  service: { S: "emergency drain cleaning" },
  text: { S: "t".repeat(470) },
});

const pageKey = (index: number) => `P#${String(index).padStart(6, "0")}`;
const jobKey = (block: string, index: number) => `J#${block}#${Math.floor(index / pagesOfJob)}`;

/** The input of a PutItem that a page of the same key would stop. */
export const putInput = (block: string, index: number) => ({
  TableName: tableName,
  Item: pageItem(jobKey(block, index), pageKey(index)),
  ConditionExpression: "attribute_not_exists(pk)",
});

const put = (block: string, index: number): Step =>
  step("dynamodb", "PutItem", putInput(block, index), ({ Attributes }) => Attributes === undefined);

/** A page that is not there yet, put on the condition that it is not. */
export async function preparePuts({ block }: Target, steps: number): Promise<Step[]> {
  return numbers(steps).map((index) => put(block, index));
}

/** The claim of a page, as the product's worker makes it. */
export async function prepareUpdates({ port, block }: Target, steps: number): Promise<Step[]> {
  await runSteps(
    port,
    numbers(steps).map((index) => put(block, index)),
    lanesOfSetUp,
  );
  return numbers(steps).map((index) =>
    step(
      "dynamodb",
      "UpdateItem",
      {
        TableName: tableName,
        Key: { pk: { S: jobKey(block, index) }, sk: { S: pageKey(index) } },
        UpdateExpression: "SET #status = :claimed, claimedAt = :at ADD attempts :one",
        ConditionExpression: "attribute_exists(pk) AND #status = :queued",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":claimed": { S: "CLAIMED" },
          ":queued": { S: "QUEUED" },
          ":at": { N: "1767225600000" },
          ":one": { N: "1" },
        },
        ReturnValues: "ALL_NEW",
      },
      ({ Attributes }) => (Attributes as { attempts?: { N: string } } | undefined)?.attempts?.N === "1",
    ),
  );
}

/** The first twenty pages of a job. */
export async function prepareQueries({ port, block }: Target, steps: number): Promise<Step[]> {
  await runSteps(
    port,
    numbers(jobs * pagesOfJob).map((index) => put(block, index)),
    lanesOfSetUp,
  );
  return numbers(steps).map((index) =>
    step(
      "dynamodb",
      "Query",
      {
        TableName: tableName,
        KeyConditionExpression: "pk = :job AND begins_with(sk, :page)",
        ExpressionAttributeValues: { ":job": { S: `J#${block}#${index % jobs}` }, ":page": { S: "P#" } },
        Limit: pageSize,
      },
      ({ Count, Items }) => Count === pageSize && lengthOf(Items) === pageSize,
    ),
  );
}
