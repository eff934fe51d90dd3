import { createHash } from "node:crypto";
import type { ServiceOptions } from "../service.ts";
import { totalsOf } from "./index-totals.ts";
import type { Index, Table } from "./table.ts";
import type { TableDefinition, Throughput } from "./table-definition.ts";

/** A table as the table operations show it. Times are seconds since the epoch. */
export function describe(table: Table, options: ServiceOptions, status = "ACTIVE"): object {
  const { definition, indexes } = table;
  const arn = `arn:aws:dynamodb:${options.region}:${options.accountId}:table/${definition.TableName}`;
  const show = (global: boolean) =>
    [...indexes.values()]
      .filter((index) => index.global === global)
      .map((index) => describeIndex(index, arn));
  return {
    AttributeDefinitions: definition.AttributeDefinitions,
    TableName: definition.TableName,
    KeySchema: definition.KeySchema,
    TableStatus: status,
    CreationDateTime: definition.createdAt / 1000,
    ProvisionedThroughput: describeThroughput(definition.ProvisionedThroughput),
    TableSizeBytes: table.size,
    ItemCount: table.itemCount,
    TableArn: arn,
    TableId: definition.TableId,
    ...describeBilling(definition),
    ...(definition.LocalSecondaryIndexes && { LocalSecondaryIndexes: show(false) }),
    ...(definition.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: show(true) }),
    ...(definition.TableClass && { TableClassSummary: { TableClass: definition.TableClass } }),
    ...(definition.OnDemandThroughput && { OnDemandThroughput: definition.OnDemandThroughput }),
    ...(definition.Encrypted && { SSEDescription: describeEncryption(options) }),
    DeletionProtectionEnabled: definition.DeletionProtectionEnabled,
  };
}

/** An id that looks like AWS's and is the same in every run. */
export function tableId(options: ServiceOptions, name: string, createdAt: number): string {
  const text = [options.accountId, options.region, name, createdAt].join("/");
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

// The key that AWS makes for the tables of an account; here it is a name and nothing else.
function describeEncryption({ region, accountId }: ServiceOptions): object {
  const key = "00000000-0000-4000-a000-000000000000";
  return {
    Status: "ENABLED",
    SSEType: "KMS",
    KMSMasterKeyArn: `arn:aws:kms:${region}:${accountId}:key/${key}`,
  };
}

function describeThroughput(throughput: Throughput | undefined): object {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = throughput ?? {};
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
}

function describeBilling({ BillingMode, onDemandSince }: TableDefinition): object {
  if (onDemandSince === undefined) return {};
  return {
    BillingModeSummary: { BillingMode, LastUpdateToPayPerRequestDateTime: onDemandSince / 1000 },
  };
}

function describeIndex(index: Index, tableArn: string): object {
  const { definition, global } = index;
  const { count, size } = totalsOf(index);
  return {
    IndexName: definition.IndexName,
    KeySchema: definition.KeySchema,
    Projection: definition.Projection,
    ...(global && {
      IndexStatus: "ACTIVE",
      ProvisionedThroughput: describeThroughput(definition.ProvisionedThroughput),
    }),
    IndexSizeBytes: size,
    ItemCount: count,
    IndexArn: `${tableArn}/index/${definition.IndexName}`,
  };
}
