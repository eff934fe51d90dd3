import { fields } from "../http/http-event.ts";
import { fetchJson } from "./fetch-json.ts";

/** Where the keys of an issuer are: as they are, at an address, or where the issuer itself says. */
export interface IssuerKeys {
  issuer: string;
  jwks?: unknown;
  jwksUri?: string | undefined;
  /** Downloads JSON; by default over `fetch`. */
  fetchJwks?: ((uri: string) => Promise<unknown>) | undefined;
}

/** Makes the function that loads the key set as parsed JSON. */
export function issuerKeys({
  issuer,
  jwks,
  jwksUri,
  fetchJwks = fetchJson,
}: IssuerKeys): () => Promise<unknown> {
  if (jwks !== undefined) return async () => jwks;
  if (jwksUri !== undefined) return () => fetchJwks(jwksUri);
  return async () => fetchJwks(await discover(issuer, fetchJwks));
}

// https://openid.net/specs/openid-connect-discovery-1_0.html, sections 4.1 and 4.3
async function discover(issuer: string, fetchJwks: (uri: string) => Promise<unknown>): Promise<string> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { issuer: named, jwks_uri: uri } = fields(await fetchJwks(address));
  if (named !== issuer || typeof uri !== "string")
    throw new Error(`The document ${address} is not one of ${issuer}; give oidc() a jwksUri instead.`);
  return uri;
}
