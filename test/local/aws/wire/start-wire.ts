import { connect } from "node:net";
import { memoryJournal, virtualClock } from "#aws";
import { createDispatch, type DispatchOptions } from "../../../../local/aws/dispatch.ts";
import { createDynamoDb } from "../../../../local/aws/dynamodb.ts";
import { createSqs } from "../../../../local/aws/sqs.ts";
import { createSsm } from "../../../../local/aws/ssm.ts";
import { createSts } from "../../../../local/aws/sts.ts";
import { type ServeOptions, serveWire } from "../../../../local/aws/wire.ts";

export const accountId = "123456789012";

/** A reply as it came over the wire. */
export interface RawReply {
  status: number;
  headers: Headers;
  body: string;
}

const open: (() => Promise<void>)[] = [];

/** Closes everything that the test file has opened. */
export async function stopAll() {
  for (const close of open.splice(0)) await close();
}

/** The services behind one port, with a clock that stands still; `errors` gathers what went to `onError`. */
export async function startWire(options: Partial<DispatchOptions> & ServeOptions = {}) {
  let url = "";
  const errors: string[] = [];
  const onError = (sentence: string) => void errors.push(sentence);
  const engine = {
    clock: virtualClock(),
    journal: memoryJournal(),
    region: "us-east-1",
    accountId,
    baseUrl: () => url,
  };
  const services = [createDynamoDb(engine), createSqs(engine), createSsm(engine), createSts(engine)];
  const dispatch = createDispatch({ services, region: "us-east-1", onError, ...options });
  const endpoint = await serveWire(dispatch, 0, { onError, ...options });
  url = endpoint.url;
  open.push(endpoint.close);
  const send = (init: RequestInit, path = "/") => reply(fetch(`${url}${path}`, init));
  return {
    ...endpoint,
    errors,
    /** Sends a request as it is. */
    send,
    /** Posts to a JSON protocol. */
    json: (target: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      send({
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target, ...headers },
        body,
      }),
    /** Posts a form of the query protocol. */
    form: (parameters: Record<string, string>, path = "/") =>
      send({ method: "POST", body: new URLSearchParams(parameters) }, path),
    /** Writes bytes to a connection, ends it unless it is to stay open, and resolves with all that comes back. */
    raw: (bytes: string | Buffer, stay = false) => raw(endpoint.port, bytes, stay),
  };
}

async function reply(pending: Promise<Response>): Promise<RawReply> {
  const response = await pending;
  return { status: response.status, headers: response.headers, body: await response.text() };
}

function raw(port: number, bytes: string | Buffer, stay: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => (stay ? socket.write(bytes) : socket.end(bytes)));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET" || error.code === "EPIPE") resolve(Buffer.concat(chunks).toString());
      else reject(error);
    });
    socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
  });
}
