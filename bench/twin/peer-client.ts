import { BenchError } from "../figure.ts";
import { type PeerService, prepareRequest } from "./prepare-request.ts";
import { openRawConnection, type RawConnection } from "./raw-connection.ts";

/** The JSON of a reply. */
export type Output = Record<string, unknown>;

/** Sends a prepared request and gives its reply's JSON. @throws BenchError on any status but 200. */
export type Send = (request: Buffer) => Promise<Output>;

/** Calls one operation on a connection of its own, outside of any measurement. */
export async function callOnce(
  port: number,
  service: PeerService,
  operation: string,
  input: object,
): Promise<Output> {
  const connection = await openRawConnection(port);
  try {
    return await sendOn(connection)(prepareRequest(service, operation, input));
  } finally {
    connection.close();
  }
}

/** Sends on one connection and looks at each status. */
export function sendOn(connection: RawConnection): Send {
  return async (request) => {
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new BenchError(`A server answered ${status}, so no figure can stand: ${body}`);
    return JSON.parse(body) as Output;
  };
}

/** A step of a block: one request and the look at its reply, or a few that belong together. */
export type Step = (send: Send) => Promise<void>;

/**
 * Takes the steps over `lanes` connections, each of which carries one step at a time.
 * @returns how long that took, in seconds. @throws BenchError on the first wrong reply.
 */
export async function runSteps(port: number, steps: Iterable<Step>, lanes: number): Promise<number> {
  const connections = await Promise.all(Array.from({ length: lanes }, () => openRawConnection(port)));
  try {
    const left = steps[Symbol.iterator]();
    const startedAt = performance.now();
    await Promise.all(
      connections.map(async (connection) => {
        const send = sendOn(connection);
        // The lanes share one iterator: each takes the next step as soon as it is free.
        for (const step of { [Symbol.iterator]: () => left }) await step(send);
      }),
    );
    return (performance.now() - startedAt) / 1000;
  } finally {
    for (const connection of connections) connection.close();
  }
}
