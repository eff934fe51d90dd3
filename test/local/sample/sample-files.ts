import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

const folder = new URL("../../../local/sample/", import.meta.url);

/** The text of a sample file. */
export const readSample = (name: string): string => readFileSync(new URL(name, folder), "utf8");

/** The rows of a sample CSV file. */
export const readRows = (name: string): Record<string, string>[] =>
  parse(readSample(name), { columns: true });
