import { Problem } from "../http/problem-error.ts";
import { checkOptions, requireOption } from "../options.ts";
import { type AllowRule, type Identity, roleOf } from "./allow-list.ts";
import { type Authenticator, signInUnavailable, unauthenticated } from "./authenticate.ts";
import type { TokenCache } from "./token-cache.ts";
import { checkClaims, isExpired, type VerifiedToken } from "./token-claims.ts";
import { type TokenVerifier, tokenVerifier } from "./token-verifier.ts";
import type { User } from "./user.ts";

/** Options of Google sign-in. */
export interface GoogleOptions {
  /** The OAuth client id that tokens must be made for. */
  audience: () => string | Promise<string>;
  /** Who may come in; asked at every request, so cache it. An empty list lets nobody in. */
  allowList: () => Promise<readonly AllowRule[]>;
  /** Another issuer than Google, such as a stand-in; it needs a `jwksUri`. */
  issuer?: string;
  jwksUri?: string;
  /** Downloads the key set as parsed JSON; by default over `fetch`. */
  fetchJwks?: (uri: string) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const googleIssuers: readonly string[] = ["https://accounts.google.com", "accounts.google.com"];
const googleKeys = "https://www.googleapis.com/oauth2/v3/certs";
const optionNames: readonly string[] = ["audience", "allowList", "issuer", "jwksUri", "fetchJwks", "now"];
const rememberedTokens = 1_000;

/** Makes an authenticator for Google ID tokens and an allow-list of addresses and Workspace domains. */
export function google(options: GoogleOptions): Authenticator<User> {
  checkGoogleOptions(options);
  const { audience, allowList, now = Date.now } = options;
  let loading: Promise<Tokens> | undefined;
  return async (token) => {
    loading ??= loadTokens(options, now);
    const { verify, verified } = await loading;
    const expected = await available(audience);
    const seconds = now() / 1000;
    let known = verified.get(token);
    if (known === undefined || known.audience !== expected || isExpired(known.expires, seconds)) {
      known = await verifyNew(token, expected, seconds, verify);
      verified.set(token, known);
    }
    return admit(known, await available(allowList));
  };
}

/** How tokens are verified and remembered. */
interface Tokens {
  readonly verify: TokenVerifier;
  readonly verified: TokenCache<VerifiedToken>;
}

// Cryptography is the slowest part to load, and a preflight or a health check never needs it.
async function loadTokens(
  { issuer, jwksUri = googleKeys, fetchJwks = fetchJson }: GoogleOptions,
  now: () => number,
): Promise<Tokens> {
  const issuers = issuer === undefined || googleIssuers.includes(issuer) ? googleIssuers : [issuer];
  const [verify, { tokenCache }] = await Promise.all([
    tokenVerifier({ issuers, jwksUri, fetchJwks, now }),
    import("./token-cache.ts"),
  ]);
  return { verify, verified: tokenCache(rememberedTokens) };
}

function checkGoogleOptions(options: GoogleOptions): void {
  const { audience, allowList, issuer, jwksUri } = options;
  checkOptions("google", options, optionNames);
  requireOption(
    typeof audience === "function",
    "google",
    "audience must be a function that returns the client id.",
  );
  requireOption(
    typeof allowList === "function",
    "google",
    "allowList must be a function that returns the rules.",
  );
  const keysKnown = issuer === undefined || googleIssuers.includes(issuer) || jwksUri !== undefined;
  requireOption(keysKnown, "google", "an issuer of your own needs a jwksUri.");
}

async function fetchJson(uri: string): Promise<unknown> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(3_000) });
  if (!response.ok) throw new Error(`The key set at ${uri} answered ${response.status}.`);
  return response.json();
}

async function verifyNew(
  token: string,
  audience: string,
  seconds: number,
  verify: TokenVerifier,
): Promise<VerifiedToken> {
  try {
    return checkClaims(await verify(token), audience, seconds);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw unauthenticated("The token is expired, forged or made for another application.", { cause });
  }
}

async function available<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw signInUnavailable(cause);
  }
}

function admit(identity: Identity, rules: readonly AllowRule[]): User {
  const role = roleOf(rules, identity);
  if (role !== undefined) return { email: identity.email, sub: identity.sub, role };
  throw new Problem("not-listed", {
    status: 403,
    title: "You are signed in but not on the list",
    detail: "Ask an administrator to add your address to the allow-list.",
  });
}
