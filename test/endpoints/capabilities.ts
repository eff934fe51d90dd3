import { dynamoDbCapabilities } from "./dynamodb-capabilities.ts";
import { sqsCapabilities } from "./sqs-capabilities.ts";
import type { Ground } from "./start-ground.ts";

/** Something that AWS does and an implementation of its protocols may lack. */
export interface Capability {
  /** What it is, in a few words. */
  what: string;
  /** Rejects where the endpoint of the ground lacks it. */
  prove(ground: Ground): Promise<void>;
}

/** Everything that a case may need. */
export const capabilities = { ...dynamoDbCapabilities, ...sqsCapabilities } satisfies Record<
  string,
  Capability
>;

export type CapabilityName = keyof typeof capabilities;

export const capabilityNames = Object.keys(capabilities) as CapabilityName[];
