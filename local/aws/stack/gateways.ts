import { createHttpApi, type HttpApi, type HttpApiOptions } from "../http-api.ts";
import type { ProvisionedApi } from "../provision/apis.ts";
import type { OnClose } from "./engines.ts";

/** The gateways of a stack: the main one, and one more for each further API. */
export interface Gateways {
  /** Gives the next API its gateway: the first takes the main one. */
  open(logicalId: string): Promise<string>;
  /** Serves the APIs from now on. */
  serve(apis: readonly ProvisionedApi[]): void;
}

/** Makes the gateways of a stack around its main one. @param options of the further ones. */
export function createGateways(
  main: HttpApi,
  options: Omit<HttpApiOptions, "port" | "fallback">,
  onClose: OnClose,
): Gateways {
  const opened = new Map<string, HttpApi>();
  return {
    async open(logicalId) {
      const chance = options.chance?.fork(logicalId);
      const gateway =
        opened.size === 0 ? main : await createHttpApi({ ...options, ...(chance && { chance }) });
      if (gateway !== main) onClose(gateway.close);
      opened.set(logicalId, gateway);
      return gateway.url;
    },
    serve(apis) {
      for (const { logicalId, definition } of apis) opened.get(logicalId)?.serve(definition);
    },
  };
}
