import type { Clock } from "../clock.ts";
import { checkClaims, claimTexts, scopesOf } from "./claims.ts";
import { type IdentifiedRequest, type IdentitySource, readIdentity } from "./identity-source.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import { isSignedWith, readToken, type Token } from "./token.ts";
import type { Refusal, Verdict } from "./verdict.ts";

/** An authorizer that reads JSON Web Tokens. */
export interface JwtAuthorizer {
  type: "jwt";
  /** One of them must have issued the token. */
  issuers: readonly string[];
  /** Whom a token may be meant for; none lets anybody's pass. */
  audience: readonly string[];
  identitySource: IdentitySource;
  /** For the user pools of a REST API: a method with scopes takes access tokens, one without takes ID tokens. */
  checksTokenUse?: boolean;
}

/** What reading a token takes. */
export interface JwtContext {
  clock: Clock;
  issuerKeys: IssuerKeys;
}

/**
 * Says whether the token of a request lets it pass.
 * @param scopes those of the route: the token must have one of them, if there are any.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorizeByToken(
  authorizer: JwtAuthorizer,
  identified: IdentifiedRequest,
  scopes: readonly string[],
  context: JwtContext,
): Promise<Verdict> {
  const text = readIdentity(authorizer.identitySource, identified);
  if (text === undefined) return { kind: "unauthorized", challenge: "Bearer" };
  const token = readToken(text);
  if (typeof token === "string") return invalid(token, scopes);
  const wrong = await checkToken(authorizer, token, scopes, context);
  if (wrong) return wrong;
  const granted = scopes.filter((scope) => scopesOf(token.claims).includes(scope));
  if (scopes.length > 0 && granted.length === 0)
    return {
      kind: "insufficientScope",
      challenge: challenge(scopes, "insufficient_scope", `expected scopes: [${scopes.join(" ")}]`),
    };
  return { kind: "token", claims: claimTexts(token.claims), scopes: scopes.length > 0 ? granted : null };
}

/** The header that says why a token was refused; every member as recordings show it. */
const challenge = (scopes: readonly string[], error: string, description: string) =>
  `Bearer scope="${scopes.join(" ")}" error="${error}" error_description="${description}"`;

const invalid = (
  detail: string,
  scopes: readonly string[],
  kind: Refusal["kind"] = "unauthorized",
): Refusal => ({ kind, detail, challenge: challenge(scopes, "invalid_token", detail) });

/** Why a token is refused, its scopes aside; undefined when nothing is wrong with it. */
async function checkToken(
  { issuers, audience, checksTokenUse }: JwtAuthorizer,
  token: Token,
  scopes: readonly string[],
  { clock, issuerKeys }: JwtContext,
): Promise<Refusal | undefined> {
  const { claims, keyId } = token;
  // First of all, so that nobody is asked for keys because of a stranger's token.
  const issuer = issuers.find((name) => name === claims.iss);
  if (issuer === undefined) return invalid("issuer does not match", scopes);
  const key = await issuerKeys.find(issuer, keyId);
  if ("missing" in key)
    return invalid(key.missing, scopes, key.unreachable ? "issuerUnreachable" : "unauthorized");
  if (!isSignedWith(token, key)) return invalid("the signature of the token is wrong", scopes);
  if (checksTokenUse && claims.token_use !== (scopes.length > 0 ? "access" : "id"))
    return invalid("the token is not for this use", scopes);
  const wrong = checkClaims(claims, audience, clock.now());
  return wrong === undefined ? undefined : invalid(wrong, scopes);
}
