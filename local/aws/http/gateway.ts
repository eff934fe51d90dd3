import type { IssuerKeys } from "../authorizer/issuer-keys.ts";
import type { Chance } from "../chance.ts";
import type { Clock } from "../clock.ts";
import type { InvokeResult } from "../lambda.ts";
import { within } from "../within.ts";
import type { GatewayReply } from "./reply.ts";
import type { GatewayRequest } from "./request.ts";

/** What answers the requests of one API. */
export interface Gateway {
  /** Whether something of the API answers such a request. */
  handles(method: string, url: string): boolean;
  handle(request: GatewayRequest): Promise<GatewayReply>;
}

/** What a gateway works with. */
export interface GatewayContext {
  clock: Clock;
  accountId: string;
  region: string;
  /** Rejects when the function cannot be started (throttled, for one). */
  invoke(functionName: string, event: unknown, options: { traceHeader: string }): Promise<InvokeResult>;
  /** Where ids come from. */
  chance: Chance;
  /** The port that clients see. */
  port(): number;
  /** Whom tokens are checked against. */
  issuerKeys: IssuerKeys;
  /** Takes a sentence about an authorizer that cannot say anything. */
  onError(sentence: string): void;
}

/** A limit in requests a second, and how many may come at once. */
export interface Throttle {
  rateLimit: number;
  burstLimit: number;
}

/** A new id for a request: 16 characters, as HTTP APIs give them. */
export const newRequestId = ({ chance }: GatewayContext): string =>
  `${Buffer.from(chance.hex(11), "hex").toString("base64url")}=`;

/** How a function's run ended for a gateway. */
export type Integration = "timeout" | "refused" | InvokeResult;

/** Invokes a function for a gateway, which waits at most `timeoutMs` for it. */
export async function integrate(
  { clock, invoke }: GatewayContext,
  call: { functionName: string; event: unknown; traceHeader: string; timeoutMs: number },
): Promise<Integration> {
  const invocation = invoke(call.functionName, call.event, { traceHeader: call.traceHeader });
  return within(clock, call.timeoutMs, invocation).then(
    (result) => result ?? "timeout",
    () => "refused",
  );
}
