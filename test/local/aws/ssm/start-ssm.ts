import { SSMClient } from "@aws-sdk/client-ssm";
import { virtualClock } from "../../../../local/aws/clock.ts";
import { createDispatch } from "../../../../local/aws/dispatch.ts";
import type { JournalRecord } from "../../../../local/aws/journal.ts";
import { createSsm } from "../../../../local/aws/ssm.ts";
import { serveWire } from "../../../../local/aws/wire.ts";

const open: (() => Promise<void>)[] = [];

/** Closes everything that the test file has opened. */
export async function stopAll() {
  for (const close of open.splice(0)) await close();
}

/** A Parameter Store behind a real port, started with the changes of `earlier`, and a real client of it. */
export async function startSsm(earlier: JournalRecord[] = []) {
  const clock = virtualClock();
  const records: JournalRecord[] = [];
  const journal = {
    append: (record: JournalRecord) => void records.push(record),
    records: () => records,
    close: () => {},
  };
  const ssm = createSsm({
    clock,
    journal,
    region: "us-east-1",
    accountId: "123456789012",
    baseUrl: () => "",
  });
  for (const { change, at } of JSON.parse(JSON.stringify(earlier)) as JournalRecord[]) ssm.replay(change, at);
  const endpoint = await serveWire(createDispatch({ services: [ssm] }));
  const client = new SSMClient({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  open.push(async () => {
    client.destroy();
    await endpoint.close();
  });
  return { client, clock, records };
}
