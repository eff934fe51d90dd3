import type { Stack } from "../stack.ts";

/** What a stack that runs is reported by. */
export interface Running {
  stack: Pick<Stack, "awsUrl" | "httpUrl" | "apis" | "outputs" | "skipped" | "functions" | "queues">;
  region: string;
}

/** One line of JSON for programs. */
export const jsonReport = ({ stack, region }: Running): string =>
  JSON.stringify({
    awsUrl: stack.awsUrl,
    httpUrl: stack.httpUrl,
    region,
    apis: stack.apis,
    functions: stack.functions().map(({ name }) => name),
    queues: stack.queues().map(({ name }) => name),
    outputs: stack.outputs,
    skipped: stack.skipped,
  });

/** What a person reads when everything runs. */
export function textReport({ stack, region }: Running): string {
  const names = stack.functions().map(({ name }) => [name]);
  const parts = [
    table(
      "APIs",
      stack.apis.map(({ logicalId, kind, url }) => [logicalId, kind, url]),
    ),
    [
      "AWS endpoint: paste these lines into a terminal, and any AWS tool talks to it",
      `  export AWS_ENDPOINT_URL=${stack.awsUrl}`,
      `  export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
      "  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local",
    ],
    table("Functions", names),
    table(
      "Queues",
      stack.queues().map(({ name }) => [name]),
    ),
    table("Outputs", Object.entries(stack.outputs)),
    table("Does nothing here", skippedRows(stack.skipped)),
    ["It runs. Ctrl-C ends it."],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** What is skipped for the same reason stands in one row. */
function skippedRows(skipped: Stack["skipped"]): string[][] {
  const groups = Map.groupBy(skipped, ({ type, reason }) => `${type}\n${reason}`);
  return [...groups.values()].map((group) => {
    const [{ type = "", reason = "" } = {}] = group;
    const names = group.map(({ logicalId }) => logicalId);
    return [type, names.length > 2 ? `${names.length} of them` : names.join(", "), reason];
  });
}

/** A heading and rows in columns; nothing when there is no row. */
function table(heading: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ");
  return [heading, ...rows.map((row) => `  ${line(row)}`)];
}
