import { Failure } from "#domain/failure.ts";

/**
 * Reads CSV text (RFC 4180, UTF-8, header line first) into one object a row; an empty cell is an absent field.
 * @throws Failure `rows-invalid` when the text is not CSV or its header has other columns.
 */
export async function parseRows(text: string, columns: readonly string[]): Promise<Record<string, string>[]> {
  const { parse } = await import("csv-parse/sync");
  const rows = readRows(() => parse(text, { bom: true, skip_empty_lines: true, trim: true }) as string[][]);
  const [header = [], ...data] = rows;
  const unknown = header.filter((column) => !columns.includes(column));
  const twice = header.filter((column, index) => header.indexOf(column) !== index);
  if (unknown.length > 0 || twice.length > 0 || header.length === 0)
    throw invalid(
      `The header line must name columns out of ${columns.join(",")}, each once; it is “${header.join(",").slice(0, 200)}”.`,
    );
  return data.map((cells) => rowOf(header, cells));
}

function readRows(read: () => string[][]): string[][] {
  try {
    return read();
  } catch (error) {
    throw invalid(`The text is not valid CSV: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const rowOf = (header: readonly string[], cells: readonly string[]) =>
  Object.fromEntries(
    header.map((column, index) => [column, cells[index] ?? ""]).filter(([, cell]) => cell !== ""),
  );

const invalid = (message: string) => new Failure("rows-invalid", message, [{ pointer: "/body", message }]);
