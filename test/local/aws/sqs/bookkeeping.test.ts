import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { arn, createEngine } from "./start-sqs.ts";

const retention = 60;
const longest = 20;

const step = fc.oneof(
  fc.record({
    do: fc.constant("send" as const),
    count: fc.integer({ min: 1, max: 3 }),
    delay: fc.integer({ min: 0, max: longest }),
    group: fc.constantFrom(undefined, "a", "b"),
  }),
  fc.record({
    do: fc.constant("receive" as const),
    most: fc.integer({ min: 1, max: 5 }),
    visibility: fc.integer({ min: 0, max: longest }),
  }),
  fc.record({ do: fc.constant("delete" as const), pick: fc.nat() }),
  fc.record({
    do: fc.constant("visibility" as const),
    pick: fc.nat(),
    seconds: fc.integer({ min: 0, max: longest }),
  }),
  fc.record({ do: fc.constant("advance" as const), seconds: fc.integer({ min: 0, max: 30 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Received {
  MessageId: string;
  ReceiptHandle: string;
  Attributes: Record<string, string>;
}

/** Drives an engine, and keeps an account of every message by the rules alone. */
function createAccount(fifo: boolean) {
  const engine = createEngine();
  const { sqs, clock } = engine;
  const suffix = fifo ? ".fifo" : "";
  const kind = fifo ? { FifoQueue: "true", ContentBasedDeduplication: "true" } : {};
  const main = { QueueUrl: `x/jobs${suffix}` };
  const dead = { QueueUrl: `x/dead${suffix}` };
  const sentAt = new Map<string, number>();
  const receives = new Map<string, number>();
  const deleted = new Set<string>();
  const visibleFrom = new Map<string, number>();
  const handles: Received[] = [];
  const latest = new Map<string, string>();
  let counter = 0;
  const expired = (id: string) => clock.now() >= (sentAt.get(id) ?? 0) + retention * 1000;
  const alive = () => [...sentAt.keys()].filter((id) => !deleted.has(id) && !expired(id));
  const call = async (operation: string, input: object) => sqs.call(operation, { ...input });
  const takes: Record<Step["do"], (step: never) => Promise<void>> = {
    async send({ count, delay, group }: Extract<Step, { do: "send" }>) {
      for (let index = 0; index < count; index++) {
        const MessageGroupId = group ?? (fifo ? "none" : undefined);
        const more = { MessageGroupId, ...(!fifo && { DelaySeconds: delay }) };
        const { MessageId } = (await call("SendMessage", {
          ...main,
          MessageBody: `m${counter++}`,
          ...more,
        })) as Received;
        expect(sentAt.has(MessageId)).toBe(false);
        sentAt.set(MessageId, clock.now());
        visibleFrom.set(MessageId, clock.now() + (fifo ? 0 : delay * 1000));
      }
    },
    async receive({ most, visibility }: Extract<Step, { do: "receive" }>) {
      const { Messages = [] } = (await call("ReceiveMessage", {
        ...main,
        MaxNumberOfMessages: most,
        VisibilityTimeout: visibility,
        MessageSystemAttributeNames: ["All"],
      })) as { Messages?: Received[] };
      for (const message of Messages) {
        const id = message.MessageId;
        expect(alive()).toContain(id);
        expect(visibleFrom.get(id)).toBeLessThanOrEqual(clock.now());
        receives.set(id, (receives.get(id) ?? 0) + 1);
        expect(Number(message.Attributes.ApproximateReceiveCount)).toBe(receives.get(id));
        visibleFrom.set(id, clock.now() + visibility * 1000);
        handles.push(message);
        latest.set(id, message.ReceiptHandle);
      }
      expect(new Set(Messages.map(({ MessageId }) => MessageId)).size).toBe(Messages.length);
    },
    async delete({ pick }: Extract<Step, { do: "delete" }>) {
      const message = handles[pick % Math.max(handles.length, 1)];
      if (!message) return;
      const id = message.MessageId;
      const hidden = (visibleFrom.get(id) ?? 0) > clock.now();
      const current = latest.get(id) === message.ReceiptHandle && isInMain(id);
      try {
        await call("DeleteMessage", { ...main, ReceiptHandle: message.ReceiptHandle });
      } catch (error) {
        expect([fifo, current, hidden, `${error}`]).toEqual([
          true,
          true,
          false,
          expect.stringContaining("has expired"),
        ]);
        return;
      }
      if (current && !expired(id)) deleted.add(id);
    },
    async visibility({ pick, seconds }: Extract<Step, { do: "visibility" }>) {
      const message = handles[pick % Math.max(handles.length, 1)];
      if (!message) return;
      const id = message.MessageId;
      const request = { ...main, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: seconds };
      const changed = await call("ChangeMessageVisibility", request).then(
        () => true,
        () => false,
      );
      if (!changed) return;
      expect(latest.get(id)).toBe(message.ReceiptHandle);
      visibleFrom.set(id, clock.now() + seconds * 1000);
    },
    async advance({ seconds }: Extract<Step, { do: "advance" }>) {
      clock.advance(seconds * 1000);
    },
  };
  const depthOf = (name: string) => {
    const depth = sqs.depths().find((one) => one.name === name + suffix);
    return depth ?? { visible: 0, inFlight: 0, delayed: 0 };
  };
  const buried = new Set<string>();
  const isInMain = (id: string) => !buried.has(id) && !deleted.has(id) && !expired(id);
  const noteBuried = () => {
    for (const { change } of engine.records.slice(-1)) {
      const { kind, buried: ids = [] } = change as { kind: string; buried?: string[] };
      if (kind !== "receive") continue;
      for (const id of ids) {
        expect(receives.get(id)).toBe(3);
        if (buried.has(id)) continue;
        buried.add(id);
        // A FIFO dead-letter queue counts retention anew.
        if (fifo) sentAt.set(id, clock.now());
      }
    }
  };
  return {
    async start() {
      await call("CreateQueue", {
        QueueName: `dead${suffix}`,
        Attributes: { ...kind, MessageRetentionPeriod: String(retention) },
      });
      await call("CreateQueue", {
        QueueName: `jobs${suffix}`,
        Attributes: {
          ...kind,
          MessageRetentionPeriod: String(retention),
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: arn(`dead${suffix}`),
            maxReceiveCount: 3,
          }),
        },
      });
    },
    async take(one: Step) {
      await takes[one.do](one as never);
      noteBuried();
    },
    check() {
      const jobs = depthOf("jobs");
      const letters = depthOf("dead");
      const held = jobs.visible + jobs.inFlight + jobs.delayed;
      expect(held).toBe(alive().filter((id) => !buried.has(id)).length);
      expect(letters.visible).toBe(alive().filter((id) => buried.has(id)).length);
      const hidden = alive().filter((id) => !buried.has(id) && (visibleFrom.get(id) ?? 0) > clock.now());
      expect(jobs.inFlight + jobs.delayed).toBe(hidden.length);
    },
    /** Receives all that is left, once nothing hides it any more. */
    async drain() {
      clock.advance(longest * 1000);
      const left = new Set<string>();
      for (const queue of [main, dead])
        for (;;) {
          const { Messages = [] } = (await call("ReceiveMessage", {
            ...queue,
            MaxNumberOfMessages: 10,
            VisibilityTimeout: 600,
          })) as { Messages?: Received[] };
          if (Messages.length === 0) break;
          for (const { MessageId, ReceiptHandle } of Messages) {
            expect(left.has(MessageId)).toBe(false);
            left.add(MessageId);
            await call("DeleteMessage", { ...queue, ReceiptHandle });
          }
          noteBuried();
        }
      return { left: [...left].sort(), alive: alive().sort() };
    },
  };
}

describe("whatever is sent, received, deleted, hidden and waited for", () => {
  test.each([
    ["standard", false],
    ["FIFO", true],
  ])("a %s queue loses nothing and doubles nothing", async (_, fifo) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const account = createAccount(fifo);
        await account.start();
        for (const one of steps) {
          await account.take(one);
          account.check();
        }
        const { left, alive } = await account.drain();
        expect(left).toEqual(alive);
      }),
      { numRuns: 200 },
    );
  });
});
