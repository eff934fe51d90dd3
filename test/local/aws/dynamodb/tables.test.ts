import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { createThings, eachTestWithStack, invalid, key, refusal, things } from "./setup.ts";

const stack = eachTestWithStack();
const describeThings = async () =>
  (await stack.client.send(new DescribeTableCommand({ TableName: "things" }))).Table;

describe("a table", () => {
  test("is active at once and shows what it was created with", async () => {
    const { TableDescription } = await createThings(stack.client);
    expect(TableDescription?.TableStatus).toBe("CREATING");
    expect(await describeThings()).toEqual({
      AttributeDefinitions: things.AttributeDefinitions,
      TableName: "things",
      KeySchema: things.KeySchema,
      TableStatus: "ACTIVE",
      CreationDateTime: new Date(stack.clock.now()),
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      TableSizeBytes: 0,
      ItemCount: 0,
      TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/things",
      TableId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
      BillingModeSummary: {
        BillingMode: "PAY_PER_REQUEST",
        LastUpdateToPayPerRequestDateTime: new Date(stack.clock.now()),
      },
      DeletionProtectionEnabled: false,
    });
  });

  test("counts its items and their bytes", async () => {
    await createThings(stack.client);
    await stack.client.send(new PutItemCommand({ TableName: "things", Item: key() }));
    const table = await describeThings();
    expect([table?.ItemCount, table?.TableSizeBytes]).toEqual([1, 6]);
  });

  test("cannot be created twice", async () => {
    await createThings(stack.client);
    expect(await refusal(createThings(stack.client))).toBe(
      "ResourceInUseException: Table already exists: things",
    );
  });

  test("is gone with its items once deleted", async () => {
    await createThings(stack.client);
    const { TableDescription } = await stack.client.send(new DeleteTableCommand({ TableName: "things" }));
    expect(TableDescription?.TableStatus).toBe("DELETING");
    expect(await refusal(describeThings())).toBe(
      "ResourceNotFoundException: Requested resource not found: Table: things not found",
    );
    expect(await refusal(stack.client.send(new PutItemCommand({ TableName: "things", Item: key() })))).toBe(
      "ResourceNotFoundException: Requested resource not found",
    );
  });

  test("can be protected against deletion", async () => {
    await createThings(stack.client, { DeletionProtectionEnabled: true });
    const remove = () => stack.client.send(new DeleteTableCommand({ TableName: "things" }));
    expect(await invalid(remove())).toBe(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
    await stack.client.send(
      new UpdateTableCommand({ TableName: "things", DeletionProtectionEnabled: false }),
    );
    await remove();
  });

  test("can be named by its ARN", async () => {
    await createThings(stack.client);
    const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/things";
    await stack.client.send(new PutItemCommand({ TableName: arn, Item: key() }));
    expect((await describeThings())?.ItemCount).toBe(1);
  });
});

describe("billing", () => {
  const bought = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };

  test("changes from bought capacity to paying by request and back", async () => {
    await createThings(stack.client, { BillingMode: "PROVISIONED", ProvisionedThroughput: bought });
    expect((await describeThings())?.ProvisionedThroughput).toMatchObject(bought);
    const update = (input: object) =>
      stack.client.send(new UpdateTableCommand({ TableName: "things", ...input }));
    await update({ BillingMode: "PAY_PER_REQUEST" });
    expect((await describeThings())?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
    await update({ BillingMode: "PROVISIONED", ProvisionedThroughput: bought });
    expect((await describeThings())?.ProvisionedThroughput).toMatchObject(bought);
    expect(await invalid(update({ ProvisionedThroughput: bought }))).toMatch(
      /^The provisioned throughput for the table will not change\./,
    );
  });

  test("needs capacity exactly when it is bought", async () => {
    expect(await invalid(createThings(stack.client, { BillingMode: "PROVISIONED" }))).toBe(
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
    expect(await invalid(createThings(stack.client, { ProvisionedThroughput: bought }))).toBe(
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  });
});

describe("CreateTable refuses", () => {
  const hash = { AttributeName: "pk", KeyType: "HASH" } as const;
  const range = { AttributeName: "sk", KeyType: "RANGE" } as const;
  const cases: [string, Partial<CreateTableCommandInput>, string][] = [
    [
      "a missing name",
      { TableName: undefined },
      "The parameter 'TableName' is required but was not present in the request",
    ],
    [
      "a short name",
      { TableName: "ab" },
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      "a name of other characters",
      { TableName: "a b c" },
      "1 validation error detected: Value 'a b c' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      "an unknown key type",
      { KeySchema: [{ ...hash, KeyType: "OTHER" as "HASH" }, range] },
      "1 validation error detected: Value 'OTHER' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]",
    ],
    [
      "an unknown attribute type",
      { AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "X" as "S" }], KeySchema: [hash] },
      "1 validation error detected: Value 'X' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ],
    [
      "three keys",
      { KeySchema: [hash, range, { ...range, AttributeName: "x" }] },
      "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=x, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      "one attribute for both keys",
      {
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [hash, { ...range, AttributeName: "pk" }],
      },
      "Invalid KeySchema: Some index key attribute have no definition",
    ],
    [
      "a range key in the first place",
      { KeySchema: [range, hash] },
      "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    ],
    [
      "a key without a definition",
      { KeySchema: [hash, { ...range, AttributeName: "x" }] },
      "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, x], AttributeDefinitions: [pk, sk]",
    ],
    [
      "a definition without a key",
      { KeySchema: [hash] },
      "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    ],
    [
      "an unknown billing mode",
      { BillingMode: "FREE" as "PROVISIONED" },
      "1 validation error detected: Value 'FREE' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
    ],
    [
      "streams, which the stand-in does not have",
      { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } },
      "The stand-in does not offer DynamoDB Streams: leave StreamSpecification out.",
    ],
  ];
  test.each(cases)("%s", async (_, other, message) => {
    expect(await invalid(createThings(stack.client, other))).toBe(message);
  });
});

test("tables are listed by name, page by page", async () => {
  for (const TableName of ["ccc", "aaa", "bbb"]) await createThings(stack.client, { TableName });
  const list = (input: object) => stack.client.send(new ListTablesCommand(input));
  expect((await list({})).TableNames).toEqual(["aaa", "bbb", "ccc"]);
  const first = await list({ Limit: 2 });
  expect([first.TableNames, first.LastEvaluatedTableName]).toEqual([["aaa", "bbb"], "bbb"]);
  const second = await list({ Limit: 2, ExclusiveStartTableName: "bbb" });
  expect([second.TableNames, second.LastEvaluatedTableName]).toEqual([["ccc"], undefined]);
  expect(await invalid(list({ Limit: 101 }))).toContain("Member must have value less than or equal to 100");
});

test("an operation that is not offered is answered 501 with the ones that are", async () => {
  const { status, body } = await stack.post("RestoreTableFromBackup", {});
  expect(status).toBe(501);
  expect(body.message).toContain("TransactWriteItems");
});

test("a member of the wrong JSON type is a SerializationException", async () => {
  const { status, body } = await stack.post("DescribeTable", { TableName: 5 });
  expect([status, body.__type, body.message]).toEqual([
    400,
    "com.amazon.coral.service#SerializationException",
    "NUMBER_VALUE cannot be converted to String",
  ]);
});

test("a second key schema can hold a number and binary", async () => {
  const input: CreateTableCommandInput = {
    ...things,
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "N" },
      { AttributeName: "sk", AttributeType: "B" },
    ],
  };
  await stack.client.send(new CreateTableCommand(input));
  const Item = { pk: { N: "1.0" }, sk: { B: new Uint8Array([1, 2]) } };
  await stack.client.send(new PutItemCommand({ TableName: "things", Item }));
  await stack.client.send(new PutItemCommand({ TableName: "things", Item: { ...Item, pk: { N: "1" } } }));
  expect((await describeThings())?.ItemCount).toBe(1);
});
