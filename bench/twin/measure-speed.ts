import type { Figure } from "../figure.ts";
import { hostServers } from "./host-servers.ts";
import { type Measurement, type MeasureOptions, measureOperation, type Sides } from "./measure-operation.ts";
import { operations } from "./operations.ts";
import type { PeerService } from "./prepare-request.ts";
import { sdkOperations } from "./sdk-operations.ts";
import { createTable } from "./set-up.ts";

/** How large a measurement of speed is. */
export interface SpeedOptions {
  overWire: MeasureOptions;
  bySdk: MeasureOptions;
  onProgress(line: string): void;
}

const wire = "twin_vs_peers";

const named = (metric: string, group: typeof operations | typeof sdkOperations): Measurement[] =>
  Object.entries(group).map(([name, operation]) => ({ metric, name, operation }));

/**
 * Our stand-in against fauxqs (SQS) and dynalite (DynamoDB, in memory), each in a process of its own.
 * @throws BenchError on any reply that is not what was asked for.
 */
export const measureSpeed = ({ onProgress, ...options }: SpeedOptions): Promise<Figure[]> =>
  hostServers(async (host) => {
    const ours = await host({ name: "ours" });
    const dynalite = await host({ name: "dynalite" });
    for (const { port } of [ours, dynalite]) await createTable(port);
    const sides: Record<PeerService, Sides> = {
      sqs: { ours, rival: await host({ name: "fauxqs" }) },
      dynamodb: { ours, rival: dynalite },
    };
    const overWire = await measureAll(named(wire, operations), sides, options.overWire, onProgress);
    const bySdk = await measureAll(named("twin_by_sdk", sdkOperations), sides, options.bySdk, onProgress);
    return [leastRatio(overWire), ...overWire, ...bySdk];
  });

async function measureAll(
  measurements: readonly Measurement[],
  sides: Record<PeerService, Sides>,
  options: MeasureOptions,
  onProgress: SpeedOptions["onProgress"],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const measurement of measurements) {
    const { speed, serverCpu, clientCpu } = await measureOperation(
      measurement,
      sides[measurement.operation.service],
      options,
    );
    onProgress(`${speed.metric} ${speed.ours.toFixed(0)} against ${speed.rival?.toFixed(0)} requests/s`);
    figures.push(speed, serverCpu, clientCpu);
  }
  return figures;
}

/** The operation in which we do worst, as the one line to look at. */
function leastRatio(figures: readonly Figure[]): Figure {
  const speeds = figures.filter(({ metric }) => metric.startsWith(`${wire}.`));
  const worst = speeds.reduce((least, each) => ((each.ratio ?? 0) < (least.ratio ?? 0) ? each : least));
  return { ...worst, metric: wire };
}
