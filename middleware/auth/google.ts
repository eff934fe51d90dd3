import { checkOptions, requireOption } from "../options.ts";
import { isPromise } from "../schema/check.ts";
import { type AllowList, type AllowRule, allowListOf, type Identity, roleOf } from "./allow-list.ts";
import type { Authenticator } from "./authenticate.ts";
import { fetchJson } from "./fetch-json.ts";
import { freshValue } from "./fresh-value.ts";
import { notListed, signInUnavailable, unauthenticated } from "./sign-in-problems.ts";
import { tokenAuthenticator } from "./token-authenticator.ts";
import {
  type CheckedClaims,
  ClaimError,
  type Claims,
  checkClaims,
  ensure,
  verifiedEmail,
} from "./token-claims.ts";
import type { User } from "./user.ts";

/** Options of Google sign-in. */
export interface GoogleOptions {
  /** The OAuth client id that tokens must be made for; a function is asked once a minute. */
  audience: string | (() => string | Promise<string>);
  /** Who may come in; a function is asked once in `allowListMaxAgeMs`. An empty list lets nobody in. */
  allowList: readonly AllowRule[] | (() => readonly AllowRule[] | Promise<readonly AllowRule[]>);
  /** Within how many milliseconds a person who left the list is shut out; by default 60,000. */
  allowListMaxAgeMs?: number;
  /** How old the last good list may be while asking fails; by default 900,000 ms, then requests get a 503. */
  allowListStaleMs?: number;
  /**
   * Remembers which account an address came with first, and says whether it is the same one now: an address may get
   * a new owner. Asked once a token.
   */
  bindSub?: (email: string, sub: string) => Promise<boolean>;
  /** Other client ids that tokens may be requested by, such as those of mobile apps; by default none. */
  authorizedParties?: readonly string[];
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
const optionNames: readonly string[] = [
  "audience",
  "allowList",
  "allowListMaxAgeMs",
  "allowListStaleMs",
  "bindSub",
  "authorizedParties",
  "issuer",
  "jwksUri",
  "fetchJwks",
  "now",
];
const usualAgeMs = 60_000;
const usualStaleMs = 900_000;

/** Makes an authenticator for Google ID tokens and an allow-list of addresses and Workspace domains. */
export function google(options: GoogleOptions): Authenticator<User> {
  checkGoogleOptions(options);
  const { issuer, jwksUri = googleKeys, fetchJwks = fetchJson, bindSub, now = Date.now } = options;
  return tokenAuthenticator({
    issuers: isGoogle(issuer) ? googleIssuers : [issuer],
    loadKeys: () => fetchJwks(jwksUri),
    algorithms: ["RS256"],
    readClaims: (claims, seconds) => googleIdentity(claims, seconds, options.authorizedParties),
    admit: admission(audienceOf(options, now), listOf(options, now)),
    confirm: bindSub && ((known) => confirmAccount(bindSub, known)),
    now,
  });
}

const isGoogle = (issuer: string | undefined): issuer is undefined =>
  issuer === undefined || googleIssuers.includes(issuer);

function checkGoogleOptions(options: GoogleOptions): void {
  const { audience, allowList, allowListMaxAgeMs, allowListStaleMs, issuer, jwksUri } = options;
  const require = (holds: boolean, reason: string) => requireOption(holds, "google", reason);
  checkOptions("google", options, optionNames);
  require(isText(audience) ||
    typeof audience === "function", "audience must be the client id, or a function that returns it.");
  require(Array.isArray(allowList) ||
    typeof allowList === "function", "allowList must be rules, or a function that returns them.");
  for (const [name, age] of Object.entries({ allowListMaxAgeMs, allowListStaleMs }))
    require(age === undefined || age >= 0, `${name} must be a number of milliseconds, 0 or more.`);
  require(isGoogle(issuer) || jwksUri !== undefined, "an issuer of your own needs a jwksUri.");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** What is remembered of a Google token. */
interface GoogleIdentity extends Identity, CheckedClaims {
  readonly audience: string;
}

// https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
function googleIdentity(claims: Claims, seconds: number, parties: readonly string[] = []): GoogleIdentity {
  const { sub, expires } = checkClaims(claims, seconds);
  const { aud: audience, azp, hd } = claims;
  if (typeof audience !== "string") throw new ClaimError("aud is not one application");
  ensure(
    azp === undefined || azp === audience || parties.includes(azp as string),
    "azp is another application",
  );
  const email = verifiedEmail(claims);
  if (email === undefined) throw new ClaimError("email is missing or not verified");
  return { email, sub, expires, audience, hostedDomain: typeof hd === "string" ? hd : undefined };
}

function audienceOf({ audience }: GoogleOptions, now: () => number): () => string | Promise<string> {
  if (typeof audience === "string") return () => audience;
  return freshValue({ load: audience, maxAgeMs: usualAgeMs, staleMs: usualStaleMs, now });
}

function listOf(
  { allowList, allowListMaxAgeMs = usualAgeMs, allowListStaleMs = usualStaleMs }: GoogleOptions,
  now: () => number,
): () => AllowList | Promise<AllowList> {
  if (typeof allowList !== "function") {
    const fixed = allowListOf(allowList);
    return () => fixed;
  }
  const load = async () => allowListOf(await allowList());
  return freshValue({ load, maxAgeMs: allowListMaxAgeMs, staleMs: allowListStaleMs, now });
}

function admission(
  audience: () => string | Promise<string>,
  allowList: () => AllowList | Promise<AllowList>,
): (known: GoogleIdentity) => User | Promise<User> {
  return (known) => {
    const expected = audience();
    const list = allowList();
    if (!isPromise(expected) && !isPromise(list)) return listed(known, expected, list);
    return Promise.all([expected, list]).then(([one, other]) => listed(known, one, other));
  };
}

function listed(known: GoogleIdentity, audience: string, list: AllowList): User {
  if (known.audience !== audience) throw unauthenticated("The token is made for another application.");
  const role = roleOf(list, known);
  if (role === undefined) throw notListed();
  return { email: known.email, sub: known.sub, role };
}

async function confirmAccount(
  bindSub: NonNullable<GoogleOptions["bindSub"]>,
  { email, sub }: Identity,
): Promise<void> {
  let same: boolean;
  try {
    same = await bindSub(email, sub);
  } catch (cause) {
    throw signInUnavailable(cause);
  }
  if (same !== true)
    throw notListed("The list knows your address with another account; ask an administrator.");
}
