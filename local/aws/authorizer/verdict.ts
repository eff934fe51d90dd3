/** What an authorizer says about a request. */
export type Verdict = TokenGrant | FunctionGrant | Refusal;

/** A request that its token lets pass. */
export interface TokenGrant {
  kind: "token";
  /** By name, each as text. */
  claims: Readonly<Record<string, string>>;
  /** The scopes of the route that the token has; null when the route asks for none. */
  scopes: readonly string[] | null;
}

/** A request that an authorizer's function lets pass. */
export interface FunctionGrant {
  kind: "function";
  principalId?: string;
  /** Null when the function gave none. */
  context: Readonly<Record<string, unknown>> | null;
  /** The API key that the function names. */
  usageIdentifierKey?: string;
  /** How long the function took; 0 when its answer was kept. */
  latencyMs: number;
}

/** A request that does not pass. */
export interface Refusal {
  kind:
    | "unauthorized"
    /** The keys of the token's issuer cannot be read. */
    | "issuerUnreachable"
    /** The token has none of the scopes. */
    | "insufficientScope"
    /** A policy denies it, or no statement allows it. */
    | "denied"
    /** The authorizer cannot say: its function failed, or answered in a form that nobody reads. */
    | "failure";
  /** What is wrong with a token, or how a denial is named. */
  detail?: string;
  /** The `www-authenticate` header of an HTTP API. */
  challenge?: string;
}

/** Whether an authorizer lets a request pass. */
export const isGrant = (verdict: Verdict): verdict is TokenGrant | FunctionGrant =>
  verdict.kind === "token" || verdict.kind === "function";
