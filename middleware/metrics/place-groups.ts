import type { LogFields } from "../log/logger.ts";
import { groupDirective, groupMembers } from "./emf.ts";
import type { MetricGroup } from "./metric-groups.ts";
import { ownMetricNames } from "./own-metrics.ts";

/** Metrics that found a place in the wide line. */
export interface PlacedGroups {
  /** Each with a comma before it. */
  readonly directives: string;
  readonly members: string;
  /** Those that did not. */
  readonly rest: readonly MetricGroup[];
}

// People read the wide line too: what would fill it with values goes into lines of its own.
const mostValues = 100;

/** Puts groups behind the fields of a wide line; one name can mean only one thing there. */
export function placeGroups(
  groups: readonly MetricGroup[],
  namespace: string,
  line: LogFields,
): PlacedGroups {
  const taken = new Set(ownMetricNames);
  let [room, directives, members] = [mostValues, "", ""];
  const rest = groups.filter((group) => {
    const names = [...Object.keys(group.dimensions), ...group.metrics.keys()];
    const size = sizeOf(group);
    if (size > room || names.some((name) => name in line || taken.has(name))) return true;
    room -= size;
    for (const name of names) taken.add(name);
    directives += `,${groupDirective(group, namespace)}`;
    members += groupMembers(group);
    return false;
  });
  return { directives, members, rest };
}

function sizeOf({ metrics }: MetricGroup): number {
  let size = 0;
  for (const { values } of metrics.values()) size += values.length;
  return size;
}
