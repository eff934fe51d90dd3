import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { progressText, progressWriter } from "#local/progress-line.ts";

describe("the text", () => {
  const job = { businessName: "Example Plumbing", status: "RUNNING", costMicroUsd: 1_234_567 } as const;
  const progressOf = (total: number, done: number, failed: number) => ({
    total,
    done,
    failed,
    pending: total - done - failed,
    dispatched: total,
  });

  test("shows how far a job is, what failed and what it cost", () => {
    expect(progressText({ ...job, progress: progressOf(100, 40, 10) })).toBe(
      `Example Plumbing  ${"█".repeat(15)}${"░".repeat(15)}  40/100, 10 failed  $1.23  RUNNING`,
    );
  });

  test("does not speak of failures where there are none", () => {
    const text = progressText({ ...job, status: "COMPLETED", progress: progressOf(2, 2, 0) });
    expect(text).toBe(`Example Plumbing  ${"█".repeat(30)}  2/2  $1.23  COMPLETED`);
  });
});

/** A stream that keeps what is written, and a writer to it on a clock of the test. */
function writerTo(terminal: { isTTY: boolean; columns: number }) {
  const time = { now: 0 };
  const stream = Object.assign(new PassThrough(), terminal);
  const writer = progressWriter(stream as unknown as NodeJS.WriteStream, () => time.now);
  return { writer, time, written: () => String(stream.read() ?? "") };
}

describe("on a terminal", () => {
  test("the line is written over, cut to the width, and ended once", () => {
    const { writer, written } = writerTo({ isTTY: true, columns: 30 });
    writer.show("first");
    writer.show("x".repeat(50));
    writer.end();
    writer.end();
    expect(written()).toBe(`\r\u001b[Kfirst\r\u001b[K${"x".repeat(29)}\n`);
  });
});

describe("elsewhere", () => {
  test("a line is written every two seconds, whole", () => {
    const { writer, time, written } = writerTo({ isTTY: false, columns: 30 });
    writer.show("x".repeat(50));
    time.now = 1_999;
    writer.show("too soon");
    time.now = 2_000;
    writer.show("second");
    writer.end();
    expect(written()).toBe(`${"x".repeat(50)}\nsecond\n`);
  });

  test("the last line is written however soon it follows", () => {
    const { writer, written } = writerTo({ isTTY: false, columns: 30 });
    writer.show("first");
    writer.show("RUNNING");
    writer.show("COMPLETED", true);
    expect(written()).toBe("first\nCOMPLETED\n");
  });
});
