import type { LogFields } from "../log/logger.ts";
import type { Setup } from "../setup.ts";
import type { RequestState } from "../state.ts";
import { awsMember, metricsLine } from "./emf.ts";
import type { MetricGroup } from "./metric-groups.ts";
import type { MetricsScope } from "./metrics-backend.ts";
import { type Measured, ownDirective, ownMembers } from "./own-metrics.ts";
import { placeGroups } from "./place-groups.ts";
import { validGroups } from "./valid-groups.ts";

/** The metrics of one piece of work on their way out. */
export interface Published {
  /** JSON text that goes into the wide line behind its fields. */
  readonly more?: string | undefined;
  /** What has to be loaded first for the others. */
  readonly pending?: Promise<void> | undefined;
}

const nothing: Published = {};

/**
 * Publishes the stack's own metrics and what the handler counted: inside of `line`, the complete wide line, as far as
 * it takes them, else in lines of their own. Without a line all of them go in lines of their own.
 */
export function publishMetrics(
  state: RequestState,
  setup: Setup,
  measured: Measured,
  line: LogFields | undefined,
): Published {
  const { disabled, own } = setup.metrics;
  if (disabled || (state.metrics === undefined && !own)) return nothing;
  let directives = own ? ownDirective(measured.message, measured.namespace) : "";
  let members = own ? ownMembers(measured) : "";
  let groups: readonly MetricGroup[] = [];
  if (state.metrics !== undefined) {
    groups = validGroups(state.metrics, state, setup);
    if (line !== undefined && setup.tools.metrics.inWideLine) {
      const placed = placeGroups(groups, measured.namespace, line);
      directives += own || placed.directives === "" ? placed.directives : placed.directives.slice(1);
      members += placed.members;
      groups = placed.rest;
    }
  }
  if (line === undefined && directives !== "") setup.ports.write(metricsLine(measured, directives, members));
  return {
    more:
      line === undefined || directives === ""
        ? undefined
        : `,${awsMember(measured.now, directives)}${members}`,
    pending: groups.length === 0 ? undefined : publishApart(groups, measured, setup),
  };
}

function publishApart(
  groups: readonly MetricGroup[],
  scope: MetricsScope,
  setup: Setup,
): Promise<void> | undefined {
  const published = setup.tools.metrics.publish(groups, scope, setup.ports);
  return published instanceof Promise ? published : undefined;
}
