import { type Figure, figure, median } from "../figure.ts";
import type { HostedServer } from "./hosted-server.ts";
import type { Operation } from "./operation.ts";
import { runSteps } from "./peer-client.ts";
import type { PeerService } from "./prepare-request.ts";

/** How large the measurement of an operation is. */
export interface MeasureOptions {
  /** Blocks on each side. */
  blocks: number;
  /** Blocks that each side answers ahead, unmeasured, by the service. */
  warmUp: Record<PeerService, number>;
  /** Requests of a block. */
  requests: number;
  /** Connections, each with one request in flight. */
  lanes: number;
}

/** Our server and the one that it is held against. */
export interface Sides {
  ours: HostedServer;
  rival: HostedServer;
}

/** What one block measured; processor time is in microseconds a request. */
interface Block {
  requestsPerSecond: number;
  serverCpu: number;
  clientCpu: number;
}

/** An operation to measure, and how its figures are called: `<metric>.<name>`. */
export interface Measurement {
  metric: string;
  name: string;
  operation: Operation;
}

/** What was measured of an operation: its speed, and the processor time that a request took on either end. */
export interface OperationFigures {
  speed: Figure;
  serverCpu: Figure;
  clientCpu: Figure;
}

/**
 * Measures both sides block by block in turns, so that whatever else the machine does meets both.
 * @throws BenchError on any reply that is not what was asked for.
 */
export async function measureOperation(
  { metric, name, operation }: Measurement,
  sides: Sides,
  options: MeasureOptions,
): Promise<OperationFigures> {
  const blocks: Record<keyof Sides, Block[]> = { ours: [], rival: [] };
  const warmUp = options.warmUp[operation.service];
  for (let block = 0; block < warmUp + options.blocks; block++) {
    // They take turns in beginning, too.
    const order = block % 2 === 0 ? (["ours", "rival"] as const) : (["rival", "ours"] as const);
    for (const side of order) {
      const measured = await runBlock(operation, sides[side], `${metric}-${name}-${block}`, options);
      if (block >= warmUp) blocks[side].push(measured);
    }
  }
  const of = (label: string, unit: string, read: (block: Block) => number) =>
    figure("queue", label, unit, median(blocks.ours.map(read)), median(blocks.rival.map(read)));
  return {
    speed: of(`${metric}.${name}`, "requests/s", ({ requestsPerSecond }) => requestsPerSecond),
    serverCpu: of(`${metric}_server_cpu.${name}`, "µs/request", ({ serverCpu }) => serverCpu),
    clientCpu: of(`${metric}_client_cpu.${name}`, "µs/request", ({ clientCpu }) => clientCpu),
  };
}

async function runBlock(
  { prepare, requestsPerStep }: Operation,
  { port, usage }: HostedServer,
  block: string,
  { requests, lanes }: MeasureOptions,
): Promise<Block> {
  const steps = await prepare({ port, block }, Math.ceil(requests / requestsPerStep));
  const count = steps.length * requestsPerStep;
  const before = await usage();
  const client = process.cpuUsage();
  const seconds = await runSteps(port, steps, lanes);
  const { user, system } = process.cpuUsage(client);
  const after = await usage();
  return {
    requestsPerSecond: count / seconds,
    serverCpu: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / count,
    clientCpu: (user + system) / count,
  };
}
