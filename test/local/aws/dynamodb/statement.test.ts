import { type AttributeValue, ExecuteStatementCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, refusal } from "./setup.ts";

const stack = eachTestWithStack();
beforeEach(() => createThings(stack.client));

const run = (Statement: string, Parameters?: AttributeValue[]) =>
  stack.client.send(new ExecuteStatementCommand({ Statement, Parameters, ReturnConsumedCapacity: "TOTAL" }));
const insert = `INSERT INTO "things" VALUE {'pk': ?, 'sk': ?, 'it''s': ?}`;
const parameters = [{ S: "p" }, { S: "s" }, { N: "1.0" }];

describe("an INSERT", () => {
  test("puts an item that is not there yet", async () => {
    const { Items, ConsumedCapacity } = await run(insert, parameters);
    expect([Items, ConsumedCapacity?.CapacityUnits]).toEqual([[], 1]);
    const { Item } = await stack.client.send(new GetItemCommand({ TableName: "things", Key: key() }));
    expect(Item).toEqual({ ...key(), "it's": { N: "1" } });
  });

  test("never replaces one", async () => {
    await run(insert, parameters);
    expect(await refusal(run(insert, parameters))).toBe(
      "DuplicateItemException: Duplicate primary key exists in table",
    );
  });

  test("takes one parameter for each question mark", async () => {
    expect(await invalid(run(insert, parameters.slice(1)))).toBe(
      "Number of parameters in request and statement don't match.",
    );
  });

  test("is checked like a put", async () => {
    expect(await invalid(run(`INSERT INTO things VALUE {'pk': ?}`, [{ S: "p" }]))).toBe(
      "One or more parameter values were invalid: Missing the key sk in the item",
    );
    expect(await refusal(run(insert.replace("things", "absent"), parameters))).toContain(
      "ResourceNotFoundException",
    );
  });
});
