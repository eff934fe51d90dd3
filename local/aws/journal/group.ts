import type { JournalRecord } from "../journal.ts";
import type { Span } from "./large-value.ts";
import { longestLine, writeLine } from "./line.ts";

/** A record and its large values as lines of the file; `bytes` is good until the next group is made. */
export interface Group {
  bytes: Buffer;
  /** Where each value's text stands in `bytes`. */
  spans: Span[];
}

/** What the line of a record holds: how many of the lines before it are its values, if any. */
export type RecordLine = Pick<JournalRecord, "service" | "at" | "change"> & { values?: number };

/** Makes groups in one buffer that grows with the largest. */
export function createGroups(): (record: JournalRecord) => Group {
  let buffer = Buffer.allocUnsafe(64 * 1024);
  let end = 0;
  const add = (kind: "value" | "record", text: string): Span => {
    if (buffer.length - end < longestLine(text))
      buffer = Buffer.concat([buffer.subarray(0, end)], 2 * (end + longestLine(text)));
    const line = writeLine(buffer, end, kind, text);
    end = line.end;
    return { offset: line.textStart, length: line.textEnd - line.textStart };
  };
  return ({ service, at, change, values = [] }) => {
    end = 0;
    const spans = values.map((value) => add("value", value.text()));
    const line: RecordLine = { service, at, change, ...(values.length > 0 && { values: values.length }) };
    add("record", JSON.stringify(line));
    return { bytes: buffer.subarray(0, end), spans };
  };
}
