import type { Fault, FaultEffect, Range } from "../faults.ts";
import { batchOperations } from "./partial-failure.ts";

type Offered = Readonly<Record<string, readonly string[]>>;

/**
 * Refuses a fault that can never strike or makes no sense.
 * @param offered the operations of each service by its name; absent means that any name is taken.
 * @throws Error saying what is wrong and what is possible.
 */
export function checkFault(fault: Fault, offered?: Offered): void {
  const problem =
    rateProblem(fault) ??
    windowProblem(fault) ??
    (offered && nameProblem(fault, offered)) ??
    effectProblem(fault.effect) ??
    fitProblem(fault);
  if (problem) throw new Error(`The fault is refused: ${problem}`);
}

function rateProblem({ rate }: Fault): string | undefined {
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return undefined;
  return `its rate ${rate} is not a share between 0 and 1.`;
}

function windowProblem({ from, until }: Fault): string | undefined {
  for (const [name, value] of Object.entries({ from, until }))
    if (value !== undefined && !Number.isFinite(value))
      return `its ${name} ${value} is not a time in milliseconds since the epoch.`;
  if (from === undefined || until === undefined || from < until) return undefined;
  return `it ends at ${until}, before it begins at ${from}.`;
}

function nameProblem({ service, operation }: Fault, offered: Offered): string | undefined {
  const names = Object.keys(offered);
  if (service !== undefined && !names.includes(service))
    return `there is no service ${service}; there are ${names.join(", ")}.`;
  const operations = service === undefined ? Object.values(offered).flat() : (offered[service] ?? []);
  if (operation === undefined || operations.includes(operation)) return undefined;
  const where = service ?? "any service";
  return `there is no operation ${operation} of ${where}${service ? `; there are ${operations.join(", ")}` : ""}.`;
}

const isRange = (range: Range, least: number) =>
  (typeof range === "number" ? [range, range] : range).every(
    (value, index, [first = 0]) =>
      Number.isFinite(value) && value >= least && (index === 0 || value >= first),
  );

function effectProblem(effect: FaultEffect): string | undefined {
  switch (effect.kind) {
    case "latency":
      return isRange(effect.milliseconds, 0) ? undefined : "its latency is not a number of milliseconds.";
    case "error":
      return errorProblem(effect);
    case "partialFailure":
      return shareProblem(effect.share);
    case "kill":
      return killProblem(effect);
    case "throttle":
    case "internalError":
    case "dropReply":
      return undefined;
    default:
      return `there is no effect ${JSON.stringify((effect as { kind?: unknown }).kind)}.`;
  }
}

function errorProblem({ code, status }: FaultEffect & { kind: "error" }): string | undefined {
  if (!code) return "its error has no code.";
  return Number.isInteger(status) && status >= 400 && status <= 599
    ? undefined
    : `the status ${status} of its error is not between 400 and 599.`;
}

function shareProblem(share = 1): string | undefined {
  return share > 0 && share <= 1 ? undefined : `its share ${share} is not above 0 and at most 1.`;
}

function killProblem({ afterMilliseconds, afterCalls }: FaultEffect & { kind: "kill" }): string | undefined {
  if (afterMilliseconds !== undefined && afterCalls !== undefined)
    return "it kills after milliseconds or after calls, not both.";
  if (!isRange(afterMilliseconds ?? 0, 0)) return "its afterMilliseconds is not a number of milliseconds.";
  return isRange(afterCalls ?? 1, 1) ? undefined : "its afterCalls is not a number of calls of at least 1.";
}

function fitProblem({ service, operation, effect }: Fault): string | undefined {
  if (effect.kind === "kill" && (service !== "lambda" || (operation ?? "Invoke") !== "Invoke"))
    return "only the operation Invoke of lambda has an environment to kill.";
  if (effect.kind !== "partialFailure") return undefined;
  const fitting = batchOperations[service ?? ""] ?? Object.values(batchOperations).flat();
  if (operation !== undefined && fitting.includes(operation)) return undefined;
  return `only a batch can fail in part; name one of ${fitting.join(", ")} as its operation.`;
}
