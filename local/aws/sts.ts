import type { Service } from "./service.ts";

/**
 * As much of AWS STS as tells a client who it is: the root of the account, whatever it signs with.
 * It keeps nothing, so it never writes to a journal.
 */
export function createSts({ accountId }: { accountId: string }): Service {
  const identity = {
    Arn: `arn:aws:iam::${accountId}:root`,
    UserId: accountId,
    Account: accountId,
  };
  return {
    name: "sts",
    target: "AWSSecurityTokenServiceV20110615",
    jsonVersion: "1.1",
    errorPrefix: "",
    operations: ["GetCallerIdentity"],
    call: () => identity,
    replay: () => {},
  };
}
