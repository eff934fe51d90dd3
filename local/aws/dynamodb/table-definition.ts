/** One attribute of a key schema. */
export interface KeySchemaElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

/** The capacity bought for a table or an index. */
export interface Throughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

/** A secondary index as it was asked for. */
export interface IndexDefinition {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: { ProjectionType: "ALL" | "KEYS_ONLY" | "INCLUDE"; NonKeyAttributes?: string[] };
  ProvisionedThroughput?: Throughput;
}

/** A label that a client puts on a table. */
export interface Tag {
  Key: string;
  Value: string;
}

/** Everything about a table but its items; plain JSON, as the journal keeps it. Times are milliseconds. */
export interface TableDefinition {
  TableName: string;
  TableId: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
  KeySchema: KeySchemaElement[];
  BillingMode: "PROVISIONED" | "PAY_PER_REQUEST";
  ProvisionedThroughput?: Throughput;
  GlobalSecondaryIndexes?: IndexDefinition[];
  LocalSecondaryIndexes?: IndexDefinition[];
  DeletionProtectionEnabled: boolean;
  TableClass?: string;
  Encrypted?: boolean;
  OnDemandThroughput?: Record<string, unknown>;
  Tags?: Tag[];
  createdAt: number;
  onDemandSince?: number;
  timeToLive?: { attribute: string | undefined; changedAt: number };
  pointInTimeRecovery?: { enabledAt: number; days: number };
}
