import { createDynamoDb, createSqs, createSsm, memoryJournal, type Service, virtualClock } from "#aws";
import { createSts } from "#local/aws/sts.ts";
import { limits } from "./operation-limits.ts";

/** The services whose operations a client can call, each an engine that holds nothing. */
export function offeredServices(): { name: string; operations: readonly string[] }[] {
  const accountId = "000000000000";
  const options = {
    clock: virtualClock(),
    journal: memoryJournal(),
    region: "us-east-1",
    accountId,
    baseUrl: () => "http://127.0.0.1:4566",
  };
  const title = (name: string, { operations }: Service) => ({ name, operations: [...operations].sort() });
  return [
    title("DynamoDB", createDynamoDb(options)),
    title("SQS", createSqs(options)),
    title("SSM Parameter Store", createSsm(options)),
    // Its operations are methods and paths, so it has no list of them to read.
    { name: "Lambda", operations: Object.keys(limits.Lambda) },
    title("STS", createSts({ accountId })),
  ];
}

/** The table of every operation of every service, in Markdown. */
export function renderOperations(): string {
  const rows = offeredServices().flatMap(({ name, operations }) =>
    operations.map((operation) => [name, `\`${operation}\``, limits[name]?.[operation] ?? "✓"]),
  );
  return aligned([["Service", "Operation", "Offered"], ...rows]);
}

/** A table whose columns are as wide as the widest cell of each, which is how the formatter wants it. */
function aligned(rows: string[][]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
