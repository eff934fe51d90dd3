import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { type Clock, wallClock } from "../clock.ts";
import { within } from "../within.ts";

/** Why a token's key is not there. */
export interface MissingKey {
  missing: string;
  /** Whether the issuer did not answer. */
  unreachable: boolean;
}

/** The public keys of token issuers. */
export interface IssuerKeys {
  /** The key that a token names, or why there is none, as the client is told. */
  find(issuer: string, keyId: string): Promise<KeyObject | MissingKey>;
}

export interface IssuerKeysOptions {
  clock: Clock;
  /** Where an issuer is asked instead of at its own URL, by that URL. */
  issuers: Readonly<Record<string, string>>;
  /** Takes a sentence about an issuer that cannot be asked. */
  onError(sentence: string): void;
}

interface KeySet {
  keys: ReadonlyMap<string, KeyObject>;
  /** Milliseconds since the epoch. */
  readAt: number;
}

// What API Gateway allows itself, by its developer guide.
const keptMs = 2 * 3_600_000;
const networkPatienceMs = 1500;
/** How long a key that an issuer does not have is not asked for again. */
const refreshPauseMs = 30_000;

/** What clients are told when an issuer does not answer. */
const unreachable = {
  discovery: "OIDC discovery endpoint communication error",
  keys: "JWKS communication error",
};

class Unreachable extends Error {}

interface Issuer {
  set?: KeySet;
  /** When it was last asked. */
  askedAt: number;
  pending?: Promise<KeySet>;
}

/**
 * Asks issuers for their keys, by OpenID Connect's discovery, and keeps these for two hours of the clock. This is the
 * one place of the stand-in from which a request can leave the machine: to an issuer that a template names, on the
 * first request to a route that needs it.
 */
export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { clock, onError } = options;
  const known = new Map<string, Issuer>();

  async function keySet(name: string, keyId: string): Promise<KeySet> {
    const issuer = known.get(name) ?? { askedAt: Number.NEGATIVE_INFINITY };
    known.set(name, issuer);
    const now = clock.now();
    const { set } = issuer;
    const holds = set && now - set.readAt < keptMs;
    if (holds && (set.keys.has(keyId) || now - issuer.askedAt < refreshPauseMs)) return set;
    issuer.pending ??= ask(name, issuer);
    return issuer.pending;
  }

  async function ask(name: string, issuer: Issuer): Promise<KeySet> {
    issuer.askedAt = clock.now();
    try {
      issuer.set = await readKeySet(name, options);
      return issuer.set;
    } finally {
      issuer.pending = undefined;
    }
  }

  return {
    async find(issuer, keyId) {
      try {
        const key = (await keySet(issuer, keyId)).keys.get(keyId);
        return key ?? { missing: "the issuer does not have the key of the token", unreachable: false };
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        onError(
          `The keys of the token issuer ${issuer} could not be read (${String(error.cause)}): start it, or name another place for it with "issuers" or --issuer.`,
        );
        return { missing: error.message, unreachable: true };
      }
    },
  };
}

async function readKeySet(issuer: string, { clock, issuers }: IssuerKeysOptions): Promise<KeySet> {
  const base = (issuers[issuer] ?? issuer).replace(/\/$/, "");
  const { jwks_uri } = await getJson(`${base}/.well-known/openid-configuration`, unreachable.discovery);
  if (typeof jwks_uri !== "string")
    throw new Unreachable(unreachable.discovery, { cause: "its discovery document names no jwks_uri" });
  const own = issuer.replace(/\/$/, "");
  const place = jwks_uri.startsWith(`${own}/`) ? base + jwks_uri.slice(own.length) : jwks_uri;
  const { keys } = await getJson(place, unreachable.keys);
  return { keys: new Map(Array.isArray(keys) ? keys.flatMap(keyOf) : []), readAt: clock.now() };
}

/** The usable key of a set, by its id; none when it is for something else. */
function keyOf(jwk: JsonWebKey & { kid?: unknown; use?: unknown }): [string, KeyObject][] {
  if (jwk.kty !== "RSA" || typeof jwk.kid !== "string" || (jwk.use ?? "sig") !== "sig") return [];
  try {
    return [[jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]];
  } catch {
    return [];
  }
}

// A network takes the machine's time, whatever the stack's clock says.
const networkClock = wallClock();

async function getJson(url: string, failure: string): Promise<Record<string, unknown>> {
  const abort = new AbortController();
  const fetched = fetch(url, { signal: abort.signal, redirect: "error" }).then(async (response) => {
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return (await response.json()) as unknown;
  });
  try {
    const body = await within(networkClock, networkPatienceMs, fetched);
    if (body === undefined) abort.abort();
    if (typeof body === "object" && body !== null) return body as Record<string, unknown>;
    throw new Error(body === undefined ? `${url} did not answer in time` : `${url} answered no object`);
  } catch (error) {
    throw new Unreachable(failure, { cause: reasonOf(error) });
  }
}

/** What went wrong; `fetch` says it in the cause of its error. */
function reasonOf(error: unknown): string {
  const { message = String(error), cause } = error as { message?: string; cause?: { message?: string } };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
