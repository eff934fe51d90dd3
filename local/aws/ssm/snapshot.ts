import type { JournalRecord } from "../journal.ts";
import { latest, type Parameter } from "./parameter.ts";
import type { Change, Store } from "./store.ts";

/** The state of the Parameter Store as changes. */
export function* snapshot({ parameters }: Store): Generator<Omit<JournalRecord, "service">, void> {
  for (const parameter of parameters.values())
    for (const change of changesOf(parameter)) yield { at: latest(parameter).modifiedAt, change };
}

function* changesOf({ name, versions, labels, tags }: Parameter): Generator<Change, void> {
  for (const version of versions) yield { kind: "put", name, version, tags };
  for (const [label, version] of labels) yield { kind: "label", name, version, labels: [label] };
}
