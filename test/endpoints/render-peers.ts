import { capabilities, capabilityNames } from "./capabilities.ts";
import { cases } from "./cases.ts";
import { peers } from "./peers.ts";

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

/** The table of what each peer can do, and of the cases that each can run, in Markdown. */
export function renderPeers(): string {
  return [
    ...table("What an endpoint may lack", capabilityNames, (lacks, name) => lacks[name] ?? "yes", whatOf),
    "",
    ...table(
      "Case",
      cases.map(({ name }) => name),
      (lacks, name) => {
        const missing = needsOf(name).filter((need) => lacks[need] !== undefined);
        return missing.length === 0 ? "runs" : `left out: needs ${missing.map(whatOf).join(", ")}`;
      },
      (name) => name,
    ),
  ].join("\n");
}

const whatOf = (name: (typeof capabilityNames)[number]) => capabilities[name].what;
const needsOf = (name: string) => cases.find((entry) => entry.name === name)?.needs ?? [];

type Lacks = NonNullable<(typeof peers)[number]["lacks"]>;

function table<Name extends string>(
  heading: string,
  names: readonly Name[],
  cell: (lacks: Lacks, name: Name) => string,
  label: (name: Name) => string,
): string[] {
  const columns = [{ name: "ours", lacks: {} as Lacks | undefined }, ...peers];
  return aligned([
    [heading, ...columns.map(({ name }) => name)],
    ...names.map((name) => [
      label(name),
      ...columns.map(({ lacks }) => (lacks ? cell(lacks, name) : "not tried")),
    ]),
  ]);
}

/** Rows of a table, with its columns as wide as the widest cell of each. */
function aligned([head = [], ...body]: string[][]): string[] {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    row(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [line(head), row(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
