import type { Peer } from "./endpoints.ts";
import { javaAbsence, startDynamoDbLocal, startElasticMq } from "./start-java-peers.ts";
import { motoAbsence, startMoto } from "./start-moto.ts";
import { startNodePeers } from "./start-node-peers.ts";
import type { Lacks } from "./suite.ts";

/** Somebody else's implementation of AWS's protocols. */
export interface PeerEntry {
  /** What speaks for which service; the rest is ours. */
  name: string;
  /** Why it cannot run here; undefined when it can. */
  absence(): string | undefined;
  start(): Promise<Peer>;
  /** What it lacks and why; undefined where nobody has tried it yet, so that a run has to find out. */
  lacks: Lacks | undefined;
}

const unknownToDynalite = "dynalite knows no such operation";

/** The peers of the suite; a test holds what is said of each to what it does. */
export const peers: readonly PeerEntry[] = [
  {
    name: "fauxqs 2.4.1 (SQS) and dynalite 4.0.0 (DynamoDB)",
    absence: () => undefined,
    start: startNodePeers,
    lacks: {
      oldValues: "dynalite ignores ReturnValuesOnConditionCheckFailure",
      transactions: unknownToDynalite,
      partiQl: unknownToDynalite,
      timeToLive: unknownToDynalite,
      pointInTimeRecovery: unknownToDynalite,
      traceHeader: "fauxqs takes it and drops it",
      groups: "fauxqs drops MessageGroupId on a standard queue",
      moveTasks: "fauxqs knows no such operation",
    },
  },
  {
    name: "moto 5.2 (all three, one request at a time)",
    absence: motoAbsence,
    start: startMoto,
    lacks: {
      partiQl: "moto answers with an HTML page",
      traceHeader: "moto drops it",
      redriveAllowance: "moto does not answer the attribute RedriveAllowPolicy",
      moveTasks: "moto knows no such operation",
    },
  },
  {
    name: "ElasticMQ 1.6.14 (SQS)",
    absence: () => javaAbsence("ELASTICMQ_JAR"),
    start: startElasticMq,
    lacks: {
      redriveAllowance: "ElasticMQ refuses the attribute RedriveAllowPolicy",
      repeatedDelete: "ElasticMQ answers ReceiptHandleIsInvalid",
    },
  },
  {
    name: "DynamoDB Local (DynamoDB)",
    absence: () => javaAbsence("DYNAMODB_LOCAL_JAR"),
    start: startDynamoDbLocal,
    lacks: undefined,
  },
];
