import { SQSClient } from "@aws-sdk/client-sqs";
import { virtualClock } from "../../../../local/aws/clock.ts";
import { createDispatch } from "../../../../local/aws/dispatch.ts";
import type { JournalRecord } from "../../../../local/aws/journal.ts";
import type { Service } from "../../../../local/aws/service.ts";
import { createSqs, type Sqs } from "../../../../local/aws/sqs.ts";
import { serveWire } from "../../../../local/aws/wire.ts";

export const accountId = "123456789012";
export const arn = (name: string) => `arn:aws:sqs:us-east-1:${accountId}:${name}`;
export const minute = 60_000;

const open: (() => Promise<void>)[] = [];

/** Closes everything that the test file has opened. */
export async function stopAll() {
  for (const close of open.splice(0)) await close();
}

/** An engine on a virtual clock, with a journal that can be read. */
export function createEngine(records: JournalRecord[] = [], start?: number) {
  const clock = virtualClock(start);
  const journal = {
    append: (record: JournalRecord) => void records.push(structuredClone(record)),
    records: () => records,
    close: () => {},
  };
  const baseUrl = () => "http://127.0.0.1:4566";
  const sqs = createSqs({ clock, journal, region: "us-east-1", accountId, baseUrl });
  return { clock, records, sqs };
}

/**
 * An engine behind a real port, and a real client of it.
 * @param wrap stands between the two, for a test that must see the calls.
 */
export async function startSqs(wrap: (sqs: Sqs) => Service = (sqs) => sqs) {
  const engine = createEngine();
  const { sqs } = engine;
  const services = [wrap(sqs)];
  const endpoint = await serveWire(createDispatch({ services }));
  const client = new SQSClient({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  open.push(async () => {
    client.destroy();
    await endpoint.close();
  });
  return { ...engine, client, endpoint };
}
