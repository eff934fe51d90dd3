import { comparePartitions, type Entry, mix, type Partition } from "./collection.ts";
import { validation } from "./errors.ts";
import { readExpressions } from "./expressions.ts";
import type { LegacyName } from "./legacy/parameters.ts";
import { legacyViolations } from "./legacy/violations.ts";
import {
  atLeast,
  atMost,
  checkMembers,
  namePattern,
  oneOf,
  returnConsumedCapacity,
  tableName,
  text,
} from "./members.ts";
import { readPage } from "./page.ts";
import { selections } from "./query.ts";
import { checkSelect, invalidStart, type Source, sourceOf, startEntry } from "./read-source.ts";
import { type Input, optionalInteger, optionalText } from "./shape.ts";
import type { Store } from "./store.ts";
import { shortName } from "./table-name.ts";

const mostSegments = 1_000_000;

const legacy: readonly LegacyName[] = ["AttributesToGet", "ScanFilter", "ConditionalOperator"];

interface Segment {
  number: number;
  of: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export function scan(store: Store, input: Input): object {
  checkScan(input);
  const segment = segmentOf(input);
  const expressions = readExpressions(input, ["FilterExpression", "ProjectionExpression"], legacy, "older");
  checkSelect(input, "Scanning");
  const table = store.table(shortName(optionalText(input, "TableName")) ?? "");
  const source = sourceOf(input, table, expressions.ProjectionExpression);
  const start = startEntry(input, source, "older");
  if (start && !holds(segment, mix(start.hash)))
    throw invalidStart(
      ": Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. " +
        `TotalSegments: ${segment?.of} Segment: ${segment?.number}`,
    );
  return readPage(source, scanned(source, start, segment), input, expressions);
}

function checkScan(input: Input): void {
  const segments = optionalInteger(input, "TotalSegments");
  checkMembers(
    oneOf("select", input.Select, selections),
    text("indexName", optionalText(input, "IndexName"), [3, 255], namePattern),
    atLeast("totalSegments", segments, 1) ?? atMost("totalSegments", segments, mostSegments),
    returnConsumedCapacity(input.ReturnConsumedCapacity),
    tableName(shortName(optionalText(input, "TableName"))),
    ...legacyViolations(input, ["ConditionalOperator", "ScanFilter"]),
    atLeast("segment", optionalInteger(input, "Segment"), 0),
    atLeast("limit", optionalInteger(input, "Limit"), 1),
    ...legacyViolations(input, ["AttributesToGet"]),
  );
}

function segmentOf(input: Input): Segment | undefined {
  const number = optionalInteger(input, "Segment");
  const of = optionalInteger(input, "TotalSegments");
  if (number === undefined && of === undefined) return undefined;
  const missing = (parameter: string, other: string) =>
    validation(
      `The ${parameter} parameter is required but was not present in the request when ${other} is present`,
    );
  if (of === undefined) throw missing("TotalSegments", "Segment parameter");
  if (number === undefined) throw missing("Segment", "parameter TotalSegments");
  if (number >= of)
    throw validation(
      "The Segment parameter is zero-based and must be less than parameter TotalSegments: " +
        `Segment: ${number} is not less than TotalSegments: ${of}`,
    );
  return { number, of };
}

const holds = (segment: Segment | undefined, position: number): boolean =>
  !segment || Math.floor((position * segment.of) / 2 ** 32) === segment.number;

/** The entries that a scan reads, after `start` if that is given. */
export function* scanned(
  { items }: Source,
  start: Entry | undefined,
  segment: Segment | undefined,
): Iterable<Entry> {
  const partitions = items.scanOrder();
  const head = start && { hash: start.hash, position: mix(start.hash) };
  for (let at = head ? firstAtOrAfter(partitions, head) : 0; at < partitions.length; at++) {
    const partition = partitions[at] as Partition;
    if (!holds(segment, partition.position)) continue;
    const { entries } = partition;
    const resumes = start && partition.hash === start.hash;
    for (
      let next = resumes ? items.search(entries, start.sort, start.tie, true) : 0;
      next < entries.length;
      next++
    )
      yield entries[next] as Entry;
  }
}

function firstAtOrAfter(
  partitions: readonly Partition[],
  head: Pick<Partition, "hash" | "position">,
): number {
  let low = 0;
  let high = partitions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePartitions(partitions[middle] as Partition, head) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
