import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Endpoints, Peer } from "./endpoints.ts";

interface Batch {
  Entries: { Id: string }[];
}

/** Stands before an endpoint's SQS and refuses every second entry of a batch, as SQS itself may under load. */
export async function startLossySends(endpoints: Endpoints): Promise<Peer> {
  const server = createServer(async (request, response) => {
    const reply = await answer(request, endpoints.urls.sqs);
    response.writeHead(reply.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sqs = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoints: { ...endpoints, urls: { ...endpoints.urls, sqs } },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, url: string) {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const input = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Batch;
  const isBatch = request.headers["x-amz-target"] === "AmazonSQS.SendMessageBatch";
  const refused = isBatch ? input.Entries.filter((_, index) => index % 2 === 1) : [];
  const passed = isBatch ? { ...input, Entries: input.Entries.filter((_, index) => index % 2 === 0) } : input;
  const reply = await fetch(url + request.url, {
    method: "POST",
    headers: passedOn(request),
    body: JSON.stringify(passed),
  });
  const body = await reply.text();
  return { status: reply.status, body: refused.length > 0 ? withRefused(body, refused) : body };
}

const passedOn = ({ headers }: IncomingMessage) => ({
  authorization: String(headers.authorization),
  "content-type": String(headers["content-type"]),
  "x-amz-date": String(headers["x-amz-date"]),
  "x-amz-target": String(headers["x-amz-target"]),
});

function withRefused(body: string, refused: Batch["Entries"]): string {
  const { Failed = [], ...rest } = JSON.parse(body) as { Failed?: object[] };
  const more = refused.map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: false }));
  return JSON.stringify({ ...rest, Failed: [...Failed, ...more] });
}
