import type { Cloud } from "#cloud/cloud.ts";
import type { Ports } from "#middleware";

/** The middleware's touch with the outside, through the cloud: one value a container, as it counts the cold start. */
export const portsOf = ({ clock, ids, write }: Cloud): Ports => ({
  now: () => clock.now(),
  requestId: () => ids.uuid(),
  write: (line) => write(line),
});
