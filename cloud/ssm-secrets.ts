import type { AwsClients } from "./aws-clients.ts";
import type { Clock, Secrets } from "./cloud.ts";
import type { Retry } from "./retry.ts";

interface Kept {
  value: string;
  readAt: number;
}

const usualAgeMs = 300_000;
// While Parameter Store is down, the last value serves for this long and no longer.
const longestAgeMs = 15 * 60_000;

/** Parameters from SSM, decrypted, read at first use and kept for a while; callers at the same moment share a read. */
export function ssmSecrets(connect: AwsClients["ssm"], retry: Retry, clock: Clock): Secrets {
  const kept = new Map<string, Kept>();
  const reading = new Map<string, Promise<string>>();
  const read = async (parameter: string): Promise<string> => {
    const { sdk, client } = await connect();
    const input = { Name: parameter, WithDecryption: true };
    const { Parameter } = await retry(() => client.send(new sdk.GetParameterCommand(input)));
    const value = Parameter?.Value;
    if (!value) throw new Error(`The parameter ${parameter} has no value.`);
    kept.set(parameter, { value, readAt: clock.now() });
    return value;
  };
  const readOnce = (parameter: string) => {
    const shared = reading.get(parameter) ?? read(parameter).finally(() => reading.delete(parameter));
    reading.set(parameter, shared);
    return shared;
  };
  return {
    async get(parameter, maxAgeMs = usualAgeMs) {
      const known = kept.get(parameter);
      const age = known ? clock.now() - known.readAt : Number.POSITIVE_INFINITY;
      if (known && age < maxAgeMs) return known.value;
      try {
        return await readOnce(parameter);
      } catch (error) {
        // Who takes no age at all wants to know that it cannot be read.
        if (known && maxAgeMs > 0 && age < longestAgeMs) return known.value;
        throw error;
      }
    },
  };
}
