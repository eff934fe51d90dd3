import type { IncomingMessage } from "node:http";

// How much is read beyond the limit before a client is given up that does not stop sending.
const patience = 4;

/**
 * Reads a request's body; undefined when it has more than `largest` bytes. Up to four times as much is read to its
 * end: a client that is still sending would miss the answer.
 * @throws Error when the client hangs up before the end, or is cut off because it sends far too much.
 */
export function readBody(request: IncomingMessage, largest: number): Promise<Buffer | undefined> {
  // By events: an async iterator over the stream costs several times as much for a body of one chunk.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largest) chunks.push(chunk);
      else if (size > patience * largest) request.destroy();
    });
    request.on("end", () => {
      const [first] = chunks;
      if (size > largest) resolve(undefined);
      else resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    request.on("error", reject);
    // Each request closes; only for one that was cut short is an error worth its stack trace.
    request.on("close", () => {
      if (!request.complete) reject(new Error("The client hung up."));
    });
  });
}
