import { readFileSync, writeFileSync } from "node:fs";

/** One way in which the stand-in answers otherwise than another emulator, with the AWS document that decides it. */
export interface Difference {
  /** A short name in kebab-case, unique in its table. */
  id: string;
  what: string;
  ours: string;
  theirs: string;
  why: string;
  /** The URL of the page that says what AWS does. */
  document: string;
}

const file = new URL("../../../../docs/stand-in-differences.md", import.meta.url);

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** A section of docs/stand-in-differences.md: one row for each difference. */
export function renderDifferences(title: string, peer: string, differences: readonly Difference[]): string {
  const rows = differences.map(({ what, ours, theirs, why, document }) =>
    [what, ours, theirs, `${why} ([AWS](${document}))`].map(cell),
  );
  const lines = [["What", "Here", `In ${peer}`, "Why"], Array(4).fill("---"), ...rows];
  return [`## ${title}`, "", ...lines.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

/**
 * The section that the document holds under a name, such as `dynamodb`.
 * With `UPDATE_DIFFERENCES=1` in the environment the rendering is written there first.
 * @throws Error when the document has no such section.
 */
export function documentedSection(name: string, rendering: string): string {
  const text = readFileSync(file, "utf8");
  const [opening, closing] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const from = text.indexOf(opening) + opening.length;
  const to = text.indexOf(closing, from);
  if (from < opening.length || to < 0)
    throw new Error(
      `docs/stand-in-differences.md has no section ${name}: put <!-- ${name} --> and <!-- /${name} --> into it, each on a line of its own.`,
    );
  // The formatter pads the cells of a table.
  if (process.env.UPDATE_DIFFERENCES !== "1")
    return text
      .slice(from, to)
      .trim()
      .replaceAll(/ {2,}\|/g, " |")
      .replaceAll(/-{4,}/g, "---");
  writeFileSync(file, `${text.slice(0, from)}\n${rendering}\n${text.slice(to)}`);
  return rendering;
}
