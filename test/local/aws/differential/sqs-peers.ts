import { Agent, request } from "node:http";
import { isDeepStrictEqual } from "node:util";
import { startFauxqs } from "fauxqs";
import { accountId, startSqs, stopAll } from "../sqs/start-sqs.ts";
import { peerAccount } from "./sqs-names.ts";
import { errorName, inOrder, normal } from "./sqs-normal.ts";

/** One request. A receipt handle is written as `@` and the body of the message that it came with. */
export interface Call {
  operation: string;
  input: Record<string, unknown>;
}

/** A reply without what differs from server to server by its nature: ids, times, handles, hosts, wording. */
export interface Reply {
  status: number;
  error?: string;
  body: Record<string, unknown>;
}

/** The same request to both, and what each answered. */
export interface Exchange extends Call {
  ours: Reply;
  theirs: Reply;
}

/** One server under comparison. */
interface Peer {
  call(call: Call): Promise<Reply>;
  /** Forgets the ids and handles of earlier calls. */
  begin(): void;
  /** The bodies of the messages for which it has given out a handle. */
  known(): string[];
}

function post(port: number, agent: Agent, operation: string, body: string) {
  return new Promise<{ status: number; code: string; text: string }>((resolve, reject) => {
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
    };
    const sent = request({ port, agent, method: "POST", host: "127.0.0.1", headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          code: String(response.headers["x-amzn-query-error"] ?? ""),
          text: Buffer.concat(parts).toString(),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function createPeer(port: number, account: string, agent: Agent): Peer {
  const ids = new Map<string, string>();
  const handles = new Map<string, string>();
  const resolve = (value: unknown): unknown => {
    if (typeof value === "string")
      return value.startsWith("@")
        ? (handles.get(value.slice(1)) ?? value)
        : value.replaceAll(peerAccount, account);
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
  };
  return {
    begin() {
      ids.clear();
      handles.clear();
    },
    known: () => [...handles.keys()],
    async call({ operation, input }) {
      const { status, code, text } = await post(port, agent, operation, JSON.stringify(resolve(input)));
      const reply = JSON.parse(text || "{}") as Record<string, unknown>;
      for (const { Body, ReceiptHandle } of (reply.Messages ?? []) as Record<string, string>[])
        handles.set(String(Body), String(ReceiptHandle));
      if (status === 200) return { status, body: inOrder(normal(reply, "", ids) as Record<string, unknown>) };
      return { status, error: errorName(code || String(reply.__type).replace(/^.*#/, "")), body: {} };
    },
  };
}

/** Whether both answered the same. */
export const isSame = ({ ours, theirs }: Pick<Exchange, "ours" | "theirs">): boolean =>
  isDeepStrictEqual(ours, theirs);

/** The stand-in and fauxqs in memory, each on a port of its own. */
export async function startPeers() {
  const { endpoint } = await startSqs();
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  const agent = new Agent({ keepAlive: true });
  const ours = createPeer(endpoint.port, accountId, agent);
  const theirs = createPeer(fauxqs.port, peerAccount, agent);
  return {
    /** Starts anew with ids and handles. */
    begin() {
      ours.begin();
      theirs.begin();
    },
    /** The bodies of the messages for which both have given out a handle. */
    known() {
      const both = new Set(theirs.known());
      return ours
        .known()
        .filter((body) => both.has(body))
        .sort();
    },
    async call(call: Call): Promise<Exchange> {
      const [first, second] = await Promise.all([ours.call(call), theirs.call(call)]);
      return { ...call, ours: first, theirs: second };
    },
    async stop() {
      agent.destroy();
      await Promise.all([stopAll(), fauxqs.stop()]);
    },
  };
}
