import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { startStack } from "../dynamodb/setup.ts";

/** What a server answers, with all that may differ from run to run taken out. */
export interface Answer {
  status: number;
  /** The name of the error, without its namespace. */
  error?: string;
  message?: string;
  body?: unknown;
}

/** A request and what both servers answer to it. */
export interface Exchange {
  operation: string;
  input: Record<string, unknown>;
  ours: Answer;
  theirs: Answer;
}

/** The stand-in and dynalite side by side. */
export interface Pair {
  ask(operation: string, input: Record<string, unknown>): Promise<Exchange>;
  close(): Promise<void>;
}

/** Starts both on loopback ports of their own. */
export async function startPair(): Promise<Pair> {
  const ours = await startStack();
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async ask(operation, input) {
      const body = JSON.stringify(input);
      const [left, right] = await Promise.all([
        post(ours.url, operation, body),
        post(`http://127.0.0.1:${port}`, operation, body),
      ]);
      return { operation, input, ours: left, theirs: right };
    },
    async close() {
      await ours.close();
      await stop(server);
    },
  };
}

async function stop(server: Server) {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function post(url: string, operation: string, body: string): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20260101T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=a/b/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=c",
    },
    body,
  });
  const { status } = response;
  const reply = (await response.json()) as Record<string, unknown>;
  if (status === 200) return { status, body: normalise(reply, unordered[operation]) };
  const { __type: type, message, Message = message, ...fields } = reply;
  return {
    status,
    error: String(type).split("#").at(-1) ?? "",
    ...(Message !== undefined && { message: String(Message) }),
    ...(Object.keys(fields).length > 0 && { body: normalise(fields) }),
  };
}

const inRun = ["CreationDateTime", "LastUpdateToPayPerRequestDateTime", "TableArn", "TableId", "IndexArn"];

// Lists of items in an order that a client may not rely on: of a scan, and of each table of a batch.
const unordered: Record<string, RegExp> = { Scan: /^Items$/, BatchGetItem: /^things$/ };
const sets = /^[SNB]S$/;

function normalise(value: unknown, free: RegExp = sets): unknown {
  if (Array.isArray(value)) return value.map((each) => normalise(each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !inRun.includes(name))
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => {
        const made = normalise(member, free);
        return [name, Array.isArray(made) && (sets.test(name) || free.test(name)) ? sorted(made) : made];
      }),
  );
}

const sorted = (list: readonly unknown[]): unknown[] =>
  list
    .map((each) => [JSON.stringify(each), each] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, each]) => each);
