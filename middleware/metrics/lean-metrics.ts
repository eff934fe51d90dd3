import { groupDirective, groupMembers, metricsLine } from "./emf.ts";
import type { MetricsBackend } from "./metrics-backend.ts";

/** Metrics in CloudWatch's embedded format, inside of the wide line where they fit in. */
export const leanMetrics: MetricsBackend = {
  inWideLine: true,
  publish(groups, scope, { write }) {
    for (const group of groups)
      write(metricsLine(scope, groupDirective(group, scope.namespace), groupMembers(group)));
  },
};
