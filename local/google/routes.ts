import type { GoogleUser } from "./claims.ts";
import type { Keyring } from "./keys.ts";
import { signInPage, signInProblem, styleSheet } from "./sign-in-page.ts";
import { readSignIn } from "./sign-in-request.ts";

/** One call, reduced to what the routes need. */
export interface GoogleCall {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The form or JSON members that were sent. */
  body: URLSearchParams;
  /** The `Accept` header; "" when absent. */
  accept: string;
}

/** What goes back. */
export interface GoogleReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What the routes stand on. */
export interface Issuer {
  url: string;
  clientId: string;
  users: readonly GoogleUser[];
  keys: Keyring;
  token(email: string, overrides?: { claims?: Record<string, unknown> }): string;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): GoogleReply => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(body),
});

const plain = (status: number, body: string, headers: Record<string, string>): GoogleReply => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  body,
});

// `form-action` also governs where the answer to the form may redirect.
const page = (status: number, body: string, redirectTo = ""): GoogleReply => ({
  status,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'self'; form-action 'self' ${redirectTo}; base-uri 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
  },
  body,
});

const discovery = ({ url }: Issuer) => ({
  issuer: url,
  authorization_endpoint: `${url}/sign-in`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/oauth2/v3/certs`,
  response_types_supported: ["id_token"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  scopes_supported: ["openid", "email", "profile"],
  claims_supported: ["aud", "email", "email_verified", "exp", "hd", "iat", "iss", "name", "sub"],
});

/** Answers one call to the issuer. */
export function answer(issuer: Issuer, call: GoogleCall): GoogleReply {
  const cached = { "cache-control": "public, max-age=3600, must-revalidate" };
  switch (`${call.method} ${call.path}`) {
    case "GET /.well-known/openid-configuration":
      return json(200, discovery(issuer), cached);
    case "GET /oauth2/v3/certs":
      return json(200, issuer.keys.jwks(), cached);
    case "GET /sign-in.css":
      return { status: 200, headers: { "content-type": "text/css; charset=utf-8" }, body: styleSheet };
    case "GET /sign-in":
      return showUsers(issuer, call);
    case "POST /sign-in":
      return signIn(issuer, call);
    case "POST /token":
      return giveToken(issuer, call);
    default:
      return json(404, {
        error: "not_found",
        error_description: `There is no ${call.method} ${call.path} here.`,
      });
  }
}

function showUsers(issuer: Issuer, call: GoogleCall): GoogleReply {
  try {
    const { redirectUri, fields } = readSignIn(call.query, issuer.clientId);
    return page(200, signInPage(issuer.users, fields), redirectUri.origin);
  } catch (error) {
    return refuse(error);
  }
}

function signIn(issuer: Issuer, call: GoogleCall): GoogleReply {
  try {
    const { redirectUri, fields } = readSignIn(call.body, issuer.clientId);
    const user = findUser(issuer, call.body.get("email"));
    if (!user) return page(404, signInProblem(unknownUser(issuer, call.body.get("email"))));
    const claims = fields.nonce === undefined ? {} : { nonce: fields.nonce };
    const fragment = new URLSearchParams({ id_token: issuer.token(user.email, { claims }) });
    if (fields.state !== undefined) fragment.set("state", fields.state);
    redirectUri.hash = fragment.toString();
    return { status: 303, headers: { location: redirectUri.href, "cache-control": "no-store" }, body: "" };
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): GoogleReply {
  if (!(error instanceof RangeError)) throw error;
  return page(400, signInProblem(error.message));
}

function giveToken(issuer: Issuer, { body, accept }: GoogleCall): GoogleReply {
  const user = findUser(issuer, body.get("email"));
  const uncached = { "cache-control": "no-store" };
  // For a shell: TOKEN=$(curl … -H 'accept: text/plain').
  const reply = (status: number, text: string, members: object) =>
    accept.startsWith("text/plain") ? plain(status, text, uncached) : json(status, members, uncached);
  if (!user) {
    const error_description = unknownUser(issuer, body.get("email"));
    return reply(404, error_description, { error: "unknown_user", error_description });
  }
  const id_token = issuer.token(user.email);
  return reply(200, id_token, { id_token });
}

const findUser = (issuer: Issuer, email: string | null) =>
  issuer.users.find((user) => user.email.toLowerCase() === email?.toLowerCase());

const unknownUser = ({ users }: Issuer, email: string | null) =>
  `There is no user "${email ?? ""}": send the email of one of ${users.map((user) => user.email).join(", ")}.`;
