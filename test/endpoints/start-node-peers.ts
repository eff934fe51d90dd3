import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { startFauxqs } from "fauxqs";
import type { Peer } from "./endpoints.ts";
import { startOurs } from "./start-ours.ts";

/** fauxqs for SQS, dynalite for DynamoDB, and our own SSM, for which npm has no other. */
export async function startNodePeers(): Promise<Peer> {
  const ours = await startOurs();
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  const tables: Server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => tables.listen(0, "127.0.0.1", resolve));
  const { region, urls } = ours.endpoints;
  return {
    endpoints: {
      region,
      urls: {
        ...urls,
        dynamodb: `http://127.0.0.1:${(tables.address() as AddressInfo).port}`,
        sqs: `http://127.0.0.1:${fauxqs.port}`,
      },
    },
    async close() {
      // Its own end would wait for connections that the clients keep open.
      tables.closeAllConnections();
      await Promise.all([new Promise((resolve) => tables.close(resolve)), fauxqs.stop(), ours.close()]);
    },
  };
}
