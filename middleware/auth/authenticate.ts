import { contextOf, httpOf } from "../context.ts";
import { Problem } from "../http/problem-error.ts";
import type { Layer, LayerRequest } from "../layer.ts";
import { checkOptions, requireOption } from "../options.ts";
import { resolvePorts } from "../ports.ts";
import { isPromise } from "../schema/check.ts";
import { stateOf } from "../state.ts";
import { unauthenticated } from "./sign-in-problems.ts";
import type { Role, User } from "./user.ts";

/** What an authenticator may know of the request besides the token. */
export interface AuthenticationRequest {
  requestId: string;
  event: unknown;
}

/**
 * Tells whose bearer token it is, or throws a `Problem`: `google()`, `cognito()` and `oidc()` make one, or write your
 * own.
 */
export type Authenticator<Caller extends User = User> = (
  bearerToken: string,
  request: AuthenticationRequest,
) => Caller | Promise<Caller>;

/** Who calls a route; undefined where no authenticator tells. */
export type CallerOf<Caller> = [Caller] extends [never] ? undefined : Caller;

/** Options of the authenticate layer. */
export interface AuthenticateOptions {
  auth: Authenticator;
  /** Who may pass; by default everybody who is signed in. */
  roles?: readonly Role[];
}

const scheme = "bearer ";
const longestToken = 8_192;

/** The layer that lets only signed-in callers through and, with `roles`, only those with one of the roles. */
export function authenticate(options: AuthenticateOptions): Layer {
  checkOptions("authenticate", options, ["auth", "roles"]);
  requireOption(
    typeof options.auth === "function",
    "authenticate",
    "auth must be a function such as google({…}).",
  );
  const { auth, roles } = options;
  const ports = resolvePorts();
  return {
    before(request) {
      const { requestId } = contextOf(request, ports);
      const user = auth(tokenOf(request), { requestId, event: request.event });
      return isPromise(user) ? user.then((late) => admit(request, late, roles)) : admit(request, user, roles);
    },
  };
}

// Without one expression for all of it, which would go over the token letter by letter.
function tokenOf(request: LayerRequest): string {
  const { authorization = "" } = httpOf(request).headers;
  const token = authorization.slice(scheme.length).trim();
  const named = authorization.slice(0, scheme.length).toLowerCase() === scheme;
  if (named && token !== "" && token.length <= longestToken && !/\s/.test(token)) return token;
  throw unauthenticated('Send a token as "Authorization: Bearer …".');
}

function admit(request: LayerRequest, user: User | undefined | null, roles?: readonly Role[]): undefined {
  // An authenticator without types may return nothing where it should throw.
  if (!user) throw unauthenticated("The token names nobody.");
  if (roles !== undefined && !roles.includes(user.role)) throw wrongRole(user.role, roles);
  const state = stateOf(request);
  state.user = user;
  if (!state.owned) showUser(request, user);
  return undefined;
}

// A foreign stack has no typed argument for the handler, so the user goes where Middy's users look.
function showUser(request: LayerRequest, user: User): void {
  Object.assign(request.internal, { user });
  Object.assign(request.context, { user });
}

function wrongRole(role: Role, roles: readonly Role[]): Problem {
  return new Problem("role-required", {
    status: 403,
    title: "Your role does not allow this",
    detail: `This needs the role ${roles.join(" or ")}; you are signed in as ${role}.`,
  });
}
