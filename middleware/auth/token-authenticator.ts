import { Problem } from "../http/problem-error.ts";
import { isPromise } from "../schema/check.ts";
import type { Authenticator } from "./authenticate.ts";
import { loadOnce } from "./load-once.ts";
import { signInUnavailable, unauthenticated } from "./sign-in-problems.ts";
import { tokenCache } from "./token-cache.ts";
import { isExpired } from "./token-claims.ts";
import type { TokenVerifier, VerifierOptions } from "./token-verifier.ts";
import type { User } from "./user.ts";

/** What is remembered of a verified token, until its end in seconds since the epoch. */
export interface Remembered {
  readonly expires: number;
}

/** Whose tokens are good, and who may come in with one. */
export interface TokenRules<Known extends Remembered, Caller extends User> extends VerifierOptions<Known> {
  /** Tells who it is, at every request, or throws a problem. */
  admit: (known: Known) => Caller | Promise<Caller>;
  /** Asked once a token, after it was admitted and before it is remembered; throws a problem. */
  confirm?: ((known: Known) => Promise<void>) | undefined;
}

const rememberedTokens = 1_000;

/**
 * Makes an authenticator of signed tokens. A token is verified once and then known by its hash until it expires; a
 * failure is never remembered. A known token's answer is the caller itself, without a promise, where `admit` gives it.
 */
export function tokenAuthenticator<Known extends Remembered, Caller extends User>(
  rules: TokenRules<Known, Caller>,
): Authenticator<Caller> {
  const { admit, confirm, now } = rules;
  const verified = tokenCache<Known>(rememberedTokens);
  const verify = lazyVerifier(rules);
  const learn = async (token: string) => {
    const known = await verify(token);
    const admitted = admit(known);
    const caller = isPromise(admitted) ? await admitted : admitted;
    await confirm?.(known);
    verified.set(token, known);
    return caller;
  };
  return (token) => {
    const known = verified.get(token);
    return known === undefined || isExpired(known.expires, now() / 1000) ? learn(token) : admit(known);
  };
}

// Cryptography is the slowest part to load, and a preflight or a health check never needs it.
function lazyVerifier<Known>(options: VerifierOptions<Known>): TokenVerifier<Known> {
  const load = loadOnce(() =>
    import("./token-verifier.ts").then(({ tokenVerifier }) => tokenVerifier(options)),
  );
  return async (token) => {
    const verify = await load().catch(unavailable);
    return verify(token).catch(refuse);
  };
}

function unavailable(cause: unknown): never {
  throw signInUnavailable(cause);
}

function refuse(cause: unknown): never {
  if (cause instanceof Problem) throw cause;
  throw unauthenticated("The token is expired, forged or made for another application.", { cause });
}
