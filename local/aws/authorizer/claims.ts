type Claims = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the claims of a token that was signed rightly; undefined when nothing is.
 * @param now milliseconds since the epoch. @param audience none checks none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function checkClaims(claims: Claims, audience: readonly string[], now: number): string | undefined {
  const seconds = now / 1000;
  const { exp, nbf, iat } = claims;
  if (audience.length > 0 && !audiencesOf(claims).some((name) => audience.includes(name)))
    return "the token does not have a valid audience";
  if (typeof exp !== "number") return "the token does not expire";
  if (exp <= seconds) return expired;
  if (nbf !== undefined && !isPast(nbf, seconds)) return "the token is not valid yet";
  if (iat !== undefined && !isPast(iat, seconds)) return "the token was issued in the future";
  return undefined;
}

/** What is said of a token that has expired. */
export const expired = "the token has expired";

const isPast = (time: unknown, seconds: number) => typeof time === "number" && time <= seconds;

/** `client_id` counts only in a token without `aud`. */
function audiencesOf({ aud, client_id }: Claims): string[] {
  const given: unknown[] = aud === undefined ? [client_id] : [aud].flat();
  return given.filter((name) => typeof name === "string");
}

/** The scopes that a token has, in `scope` or in `scp`: a text with spaces between them, or a list. */
export function scopesOf({ scope, scp }: Claims): string[] {
  return [scope ?? scp ?? []].flat().flatMap((text) => String(text).split(" "));
}

/**
 * Claims as functions get them: each a text, a list in brackets with spaces between its items, an object as JSON,
 * and none that is null.
 */
export function claimTexts(claims: Claims): Record<string, string> {
  const entries = Object.entries(claims).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
