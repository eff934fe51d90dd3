import { contextOf, httpOf } from "../context.ts";
import { Problem } from "../http/problem-error.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { resolvePorts } from "../ports.ts";
import { stateOf } from "../state.ts";
import type { Role, User } from "./user.ts";

/** What an authenticator may know of the request besides the token. */
export interface AuthenticationRequest {
  requestId: string;
  event: unknown;
}

/**
 * Tells whose bearer token it is, or throws a `Problem`: `google()` makes one, or write your own.
 */
export type Authenticator<Caller extends User = User> = (
  bearerToken: string,
  request: AuthenticationRequest,
) => Promise<Caller>;

/** Who calls a route; undefined where no authenticator tells. */
export type CallerOf<Caller> = [Caller] extends [never] ? undefined : Caller;

/** Options of the authenticate layer. */
export interface AuthenticateOptions {
  auth: Authenticator;
  /** Who may pass; by default everybody who is signed in. */
  roles?: readonly Role[];
}

const bearer = /^bearer +([^\s]{1,8192})$/i;

/** The layer that lets only signed-in callers through and, with `roles`, only those with one of the roles. */
export function authenticate(options: AuthenticateOptions): Layer {
  checkOptions("authenticate", options, ["auth", "roles"]);
  requireOption(
    typeof options.auth === "function",
    "authenticate",
    "auth must be a function such as google({…}).",
  );
  const { auth, roles } = options;
  return {
    async before(request) {
      const { requestId } = contextOf(request, resolvePorts());
      const user = await auth(tokenOf(request), { requestId, event: request.event });
      if (roles !== undefined && !roles.includes(user.role)) throw wrongRole(user.role, roles);
      remember(request, user);
    },
  };
}

function tokenOf(request: LayerRequest): string {
  const token = bearer.exec(httpOf(request).headers.authorization ?? "")?.[1];
  if (token === undefined) throw unauthenticated('Send a Google ID token as "Authorization: Bearer …".');
  return token;
}

// A foreign stack has no typed argument for the handler, so the user goes where Middy's users look.
function remember(request: LayerRequest, user: User): void {
  const state = stateOf(request);
  state.user = user;
  if (!state.owned) Object.assign(request.internal, { user });
  if (!state.owned) Object.assign(request.context, { user });
}

/** The problem of a token that is missing or not accepted. */
export function unauthenticated(
  detail: string,
  more: { cause?: unknown; retryAfterMs?: number } = {},
): Problem {
  return new Problem("unauthenticated", {
    status: 401,
    title: "Sign in again",
    detail,
    headers: { "www-authenticate": "Bearer" },
    ...more,
  });
}

function wrongRole(role: Role, roles: readonly Role[]): Problem {
  return new Problem("role-required", {
    status: 403,
    title: "Your role does not allow this",
    detail: `This needs the role ${roles.join(" or ")}; you are signed in as ${role}.`,
  });
}

/** The problem of a sign-in that cannot be checked, as something that it needs did not answer. */
export const signInUnavailable = (cause: unknown) =>
  new Problem("sign-in-unavailable", {
    status: 503,
    title: "Sign-in cannot be checked right now",
    retryAfterMs: 5_000,
    cause,
  });
