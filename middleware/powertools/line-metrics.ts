import { Metrics } from "@aws-lambda-powertools/metrics";

const silent = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Powertools' Metrics for values that are checked already; its documents go to `write`. */
export class LineMetrics extends Metrics {
  constructor(namespace: string, write: (line: string) => void) {
    super({ namespace, logger: silent });
    // Its console is private, and there is no other way to choose where documents go.
    Reflect.set(this, "console", { log: write });
    // Both modes read the switch themselves; Powertools also turns metrics off where POWERTOOLS_DEV is set.
    Reflect.set(this, "disabled", false);
  }
}

function quiet(): void {}
