import type { IncomingMessage } from "node:http";

// HTTP APIs take payloads of up to 10 MB: http-api-quotas in the API Gateway developer guide.
const largestBody = 10 * 1024 * 1024;

/**
 * Reads a request's body; undefined when it is larger than an HTTP API takes.
 * @throws Error when the client hangs up.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Read to its end in any case: a client that is still sending would miss the answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks);
}
