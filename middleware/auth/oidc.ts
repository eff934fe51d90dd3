import { checkOptions, requireOption } from "../options.ts";
import { isPromise } from "../schema/check.ts";
import { type Algorithm, allAlgorithms } from "./algorithm.ts";
import type { Authenticator } from "./authenticate.ts";
import { issuerKeys } from "./issuer-keys.ts";
import { notListed } from "./sign-in-problems.ts";
import { tokenAuthenticator } from "./token-authenticator.ts";
import { type CheckedClaims, type Claims, checkClaims, ensure, verifiedEmail } from "./token-claims.ts";
import type { User } from "./user.ts";

/** Options of sign-in with any OpenID Connect provider. */
export interface OidcOptions<Caller extends User = User> {
  /** What tokens say in `iss`, to the letter. */
  issuer: string;
  /** What tokens say in `aud`, or have in it where it is a list; of several one is enough. */
  audience: string | readonly string[];
  /** The key set as parsed JSON, where it never changes. */
  jwks?: { readonly keys: readonly object[] };
  /** Where the key set is; without it and `jwks` the issuer's discovery document tells. */
  jwksUri?: string;
  /** How tokens may be signed; by default with RS256 alone. */
  algorithms?: readonly Algorithm[];
  /**
   * Makes the user of a verified token's claims, at each request; undefined refuses with 403. By default everybody is
   * a viewer.
   */
  user?: (claims: Claims) => Caller | undefined | Promise<Caller | undefined>;
  /** Downloads JSON, the key set and the discovery document; by default over `fetch`. */
  fetchJwks?: (uri: string) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const optionNames: readonly string[] = [
  "issuer",
  "audience",
  "jwks",
  "jwksUri",
  "algorithms",
  "user",
  "fetchJwks",
  "now",
];

/** What is remembered of a token. */
interface KnownClaims extends CheckedClaims {
  readonly claims: Claims;
}

/** Makes an authenticator for the tokens that an OpenID Connect provider issues for an audience. */
export function oidc<Caller extends User = User>(options: OidcOptions<Caller>): Authenticator<Caller> {
  checkOidcOptions(options);
  const { issuer, algorithms = ["RS256"], now = Date.now } = options;
  const { user = viewerOf as (claims: Claims) => Caller } = options;
  const audiences = [options.audience].flat();
  return tokenAuthenticator<KnownClaims, Caller>({
    issuers: [issuer],
    loadKeys: issuerKeys(options),
    algorithms,
    readClaims: (claims, seconds) => knownClaims(claims, seconds, audiences),
    admit({ claims }) {
      const caller = user(claims);
      return isPromise(caller) ? caller.then(somebody) : somebody(caller);
    },
    now,
  });
}

function checkOidcOptions(options: Omit<OidcOptions, "user"> & { user?: unknown }): void {
  const { issuer, audience, jwks, jwksUri, algorithms = [], user } = options;
  const require = (holds: boolean, reason: string) => requireOption(holds, "oidc", reason);
  checkOptions("oidc", options, optionNames);
  require(URL.canParse(issuer), "issuer must be the address that tokens have in iss.");
  const audiences = [audience].flat();
  const named = audiences.length > 0 && audiences.every((name) => typeof name === "string" && name !== "");
  require(named, "audience must be what tokens have in aud, one text or several.");
  require(jwks === undefined || jwksUri === undefined, "give jwks or jwksUri, not both.");
  require(jwks === undefined || Array.isArray(jwks?.keys), "jwks must be a key set like { keys: […] }.");
  const wrong = algorithms.find((name) => !allAlgorithms.includes(name));
  require(wrong === undefined, `algorithm "${wrong}" is not safe; use ${allAlgorithms.join(", ")}.`);
  require(user === undefined || typeof user === "function", "user must be a function of the claims.");
}

function knownClaims(claims: Claims, seconds: number, audiences: readonly string[]): KnownClaims {
  const checked = checkClaims(claims, seconds);
  const named = [claims.aud].flat();
  ensure(
    audiences.some((audience) => named.includes(audience)),
    "aud is another application",
  );
  return { ...checked, claims: Object.freeze({ ...claims }) };
}

function viewerOf(claims: Claims): User {
  return { email: verifiedEmail(claims) ?? "", sub: String(claims.sub), role: "viewer" };
}

function somebody<Caller>(caller: Caller | undefined): Caller {
  if (caller === undefined) throw notListed("Ask an administrator to let you in.");
  return caller;
}
