import type { Jwks, PenaltyBox } from "aws-jwt-verify/jwk";
import { signInUnavailable, unauthenticated } from "./authenticate.ts";

/** Whose tokens are verified, and with which keys. */
export interface VerifierOptions {
  issuers: readonly string[];
  jwksUri: string;
  /** Downloads the key set as parsed JSON. */
  fetchJwks: (uri: string) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Checks issuer, algorithm (RS256 alone) and signature of a token and returns its claims. */
export type TokenVerifier = (token: string) => Promise<Readonly<Record<string, unknown>>>;

const refetchPauseMs = 10_000;

/** Makes a verifier; its library is loaded here, so ask only when a token is there. */
export async function tokenVerifier({
  issuers,
  jwksUri,
  fetchJwks,
  now,
}: VerifierOptions): Promise<TokenVerifier> {
  const [{ JwtVerifier }, { SimpleJwksCache, assertIsJwks }, errors] = await Promise.all([
    import("aws-jwt-verify"),
    import("aws-jwt-verify/jwk"),
    import("aws-jwt-verify/error"),
  ]);
  // By class and not by name: a bundler may rename classes.
  const isMissingKey = (error: unknown) =>
    error instanceof errors.JwksNotAvailableInCacheError || error instanceof errors.KidNotFoundInJwksError;
  const fetcher = { fetch: (uri: string) => download(uri, fetchJwks, assertIsJwks) };
  const jwksCache = new SimpleJwksCache({ fetcher, penaltyBox: penaltyBox(now) });
  const verifier = JwtVerifier.create(
    issuers.map((issuer) => ({ issuer, jwksUri, ...claimsAreOurs })),
    { jwksCache },
  );
  return async (token) => {
    try {
      // The synchronous way keeps a verification off the thread pool, which spares the slowest ones a queue.
      return { ...verifier.verifySync(token) };
    } catch (error) {
      if (!isMissingKey(error)) throw error;
      return { ...(await verifier.verify(token)) };
    }
  };
}

// The library knows the machine's clock only, so time and audience are checked in token-claims.ts.
const claimsAreOurs = {
  audience: null,
  graceSeconds: Number.POSITIVE_INFINITY,
  customJwtCheck({ header }: { header: { alg?: string } }) {
    if (header.alg !== "RS256") throw new Error("Only RS256 is accepted.");
  },
};

async function download(
  uri: string,
  fetchJwks: VerifierOptions["fetchJwks"],
  assertIsJwks: (jwks: never) => void,
): Promise<ArrayBuffer> {
  try {
    const jwks = (await fetchJwks(uri)) as Jwks;
    assertIsJwks(jwks as never);
    return Uint8Array.from(Buffer.from(JSON.stringify(jwks))).buffer;
  } catch (cause) {
    throw signInUnavailable(cause);
  }
}

// Anybody can make up key ids, so the key set is not fetched again for each of them.
function penaltyBox(now: () => number): PenaltyBox {
  let until = Number.NEGATIVE_INFINITY;
  return {
    async wait() {
      const left = until - now();
      if (left > 0)
        throw unauthenticated("The token's key is unknown so far; try again shortly.", {
          retryAfterMs: left,
        });
    },
    registerFailedAttempt() {
      until = now() + refetchPauseMs;
    },
    registerSuccessfulAttempt() {
      until = Number.NEGATIVE_INFINITY;
    },
  };
}
