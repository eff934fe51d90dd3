import { AwsError } from "../aws-error.ts";
import { validation } from "./errors.ts";
import { atLeast, atMost, checkMembers, present } from "./members.ts";
import { type Input, optionalBoolean, optionalInteger, optionalStructure } from "./shape.ts";
import type { Store } from "./store.ts";
import type { Table } from "./table.ts";
import { requiredTableName } from "./table-input.ts";

const longestRecovery = 35;
// The newest moment that AWS can restore lies about five minutes back.
const recoveryLag = 5 * 60_000;
const day = 24 * 60 * 60_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html */
export function updateContinuousBackups(store: Store, input: Input): object {
  const table = backedUpTable(store, input);
  const specification = optionalStructure(input, "PointInTimeRecoverySpecification");
  const member = "pointInTimeRecoverySpecification";
  const given = optionalInteger(specification ?? {}, "RecoveryPeriodInDays");
  checkMembers(
    present(member, specification),
    specification &&
      present(`${member}.pointInTimeRecoveryEnabled`, specification.PointInTimeRecoveryEnabled),
    atLeast(`${member}.recoveryPeriodInDays`, given, 1) ??
      atMost(`${member}.recoveryPeriodInDays`, given, longestRecovery),
  );
  const enabled = optionalBoolean(specification ?? {}, "PointInTimeRecoveryEnabled") ?? false;
  if (!enabled && given !== undefined)
    throw validation("RecoveryPeriodInDays can only be set when PointInTimeRecovery is enabled");
  const { pointInTimeRecovery: before, ...rest } = table.definition;
  const enabledAt = before?.enabledAt ?? store.options.clock.now();
  const days = given ?? before?.days ?? longestRecovery;
  store.define(enabled ? { ...rest, pointInTimeRecovery: { enabledAt, days } } : rest);
  return describe(store, table);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
export function describeContinuousBackups(store: Store, input: Input): object {
  return describe(store, backedUpTable(store, input));
}

function backedUpTable(store: Store, input: Input): Table {
  const name = requiredTableName(input);
  const table = store.tables.get(name);
  if (!table) throw new AwsError("TableNotFoundException", `Table not found: ${name}`);
  return table;
}

function describe(store: Store, { definition }: Table): object {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: recovery(store, definition.pointInTimeRecovery),
    },
  };
}

function recovery(store: Store, enabled: { enabledAt: number; days: number } | undefined): object {
  if (!enabled) return { PointInTimeRecoveryStatus: "DISABLED" };
  const now = store.options.clock.now();
  const earliest = Math.max(enabled.enabledAt, now - enabled.days * day);
  return {
    PointInTimeRecoveryStatus: "ENABLED",
    RecoveryPeriodInDays: enabled.days,
    EarliestRestorableDateTime: earliest / 1000,
    LatestRestorableDateTime: Math.max(earliest, now - recoveryLag) / 1000,
  };
}
