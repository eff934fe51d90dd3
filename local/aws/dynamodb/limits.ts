import type { Store } from "./store.ts";

// The defaults of a new account: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
const accountUnits = 80_000;
const tableUnits = 40_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export function describeLimits(): object {
  return {
    AccountMaxReadCapacityUnits: accountUnits,
    AccountMaxWriteCapacityUnits: accountUnits,
    TableMaxReadCapacityUnits: tableUnits,
    TableMaxWriteCapacityUnits: tableUnits,
  };
}

/** The stand-in itself. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export function describeEndpoints({ options }: Store): object {
  return { Endpoints: [{ Address: new URL(options.baseUrl()).host, CachePeriodInMinutes: 1440 }] };
}
