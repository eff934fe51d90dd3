import type { Step } from "./peer-client.ts";
import type { PeerService } from "./prepare-request.ts";

/** What a block of one operation is aimed at. */
export interface Target {
  port: number;
  /** A word that no other block of this server has, so that its queue and keys are new. */
  block: string;
}

/** One of the operations that are measured. */
export interface Operation {
  service: PeerService;
  requestsPerStep: number;
  /** Puts there what the block needs, and prepares its steps. */
  prepare(target: Target, steps: number): Promise<Step[]>;
}
