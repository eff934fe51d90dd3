import type { Cloud } from "#cloud/cloud.ts";
import type { Environment } from "#cloud/environment.ts";
import { type AllowRule, type Authenticator, google } from "#middleware";
import { isSameAccount } from "#pipeline/is-same-account.ts";

/** Sign-in with Google for the people on the stage's allow-list. */
export function signIn(cloud: Cloud, { google: settings, allowListParameter }: Environment): Authenticator {
  const { secrets, clock } = cloud;
  const { clientIdParameter, issuer, jwksUri } = settings;
  return google({
    audience: () => secrets.get(clientIdParameter),
    // Read anew whenever it is asked for: sign-in itself keeps the list, for a minute or while reading fails.
    allowList: async () => parseAllowList(await secrets.get(allowListParameter, 0), allowListParameter),
    bindSub: (email, sub) => isSameAccount(cloud, email, sub),
    // Loaded when the first token is verified: a preflight or a health check needs no keys.
    fetchJwks: async (uri) => (await import("#cloud/key-set.ts")).keySet(uri),
    now: () => clock.now(),
    ...(issuer && { issuer }),
    ...(jwksUri && { jwksUri }),
  });
}

function parseAllowList(text: string, parameter: string): AllowRule[] {
  try {
    const rules: unknown = JSON.parse(text);
    if (Array.isArray(rules)) return rules as AllowRule[];
  } catch {
    // Falls through to the sentence that names the parameter.
  }
  throw new Error(
    `The parameter ${parameter} must be a JSON array like [{"email":"you@example.com","role":"admin"}].`,
  );
}
