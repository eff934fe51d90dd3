import { checkOptions, requireOption } from "../options.ts";
import type { Authenticator } from "./authenticate.ts";
import { issuerKeys } from "./issuer-keys.ts";
import { notListed } from "./sign-in-problems.ts";
import { tokenAuthenticator } from "./token-authenticator.ts";
import { type CheckedClaims, type Claims, checkClaims, ensure, verifiedEmail } from "./token-claims.ts";
import { allRoles, type Role, type User } from "./user.ts";

/** Options of sign-in with an Amazon Cognito user pool. */
export interface CognitoOptions {
  /** Such as `us-east-1_AbCdEfGhI`. */
  userPoolId: string;
  /** By default the one that the pool's id begins with. */
  region?: string;
  /** The app client that tokens must be made for. */
  clientId: string;
  /** Which of Cognito's tokens callers send; by default the ID token. */
  tokenUse?: "id" | "access";
  /**
   * The role of each group; of several groups the highest role counts, and who is in none of them gets a 403. Without
   * it everybody in the pool is a viewer.
   */
  groups?: Readonly<Record<string, Role>>;
  /** Downloads the key set as parsed JSON; by default over `fetch`. */
  fetchJwks?: (uri: string) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const optionNames: readonly string[] = [
  "userPoolId",
  "region",
  "clientId",
  "tokenUse",
  "groups",
  "fetchJwks",
  "now",
];
const poolForm = /^([a-z]{2,4}(?:-[a-z]+)+-\d)_[A-Za-z0-9]+$/;

/** What is remembered of a token. */
interface PoolMember extends CheckedClaims {
  readonly email: string;
  /** Undefined where none of the member's groups has one. */
  readonly role: Role | undefined;
}

/**
 * Makes an authenticator for the tokens of an Amazon Cognito user pool. An access token names no address, so its
 * user's `email` is empty.
 */
export function cognito(options: CognitoOptions): Authenticator<User> {
  checkCognitoOptions(options);
  const { userPoolId, region = poolForm.exec(userPoolId)?.[1], fetchJwks, now = Date.now } = options;
  const roles = options.groups && new Map(Object.entries(options.groups));
  // Both forms are in use: https://github.com/awslabs/aws-jwt-verify, CognitoJwtVerifier.
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  return tokenAuthenticator<PoolMember, User>({
    issuers: [issuer, `https://issuer-cognito-idp.${region}.amazonaws.com/${userPoolId}`],
    loadKeys: issuerKeys({ issuer, jwksUri, fetchJwks }),
    algorithms: ["RS256"],
    readClaims: (claims, seconds) => poolMember(claims, seconds, options, roles),
    admit: admitted,
    now,
  });
}

function checkCognitoOptions(options: CognitoOptions): void {
  const { userPoolId, clientId, tokenUse, groups = {} } = options;
  const require = (holds: boolean, reason: string) => requireOption(holds, "cognito", reason);
  checkOptions("cognito", options, optionNames);
  require(poolForm.test(userPoolId), 'userPoolId must be like "us-east-1_AbCdEfGhI".');
  require(typeof clientId === "string" && clientId !== "", "clientId must be the app client's id.");
  const use = tokenUse === undefined || tokenUse === "id" || tokenUse === "access";
  require(use, 'tokenUse must be "id" or "access".');
  const wrong = Object.values(groups).find((role) => !allRoles.includes(role));
  require(wrong === undefined, `role "${wrong}" of a group is unknown; use ${allRoles.join(", ")}.`);
}

// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
function poolMember(
  claims: Claims,
  seconds: number,
  { clientId, tokenUse = "id" }: CognitoOptions,
  roles: ReadonlyMap<string, Role> | undefined,
): PoolMember {
  const { sub, expires } = checkClaims(claims, seconds);
  ensure(claims.token_use === tokenUse, "token_use is another one");
  const client = tokenUse === "id" ? claims.aud : claims.client_id;
  ensure(client === clientId, "aud or client_id is another application");
  const role = roles === undefined ? "viewer" : highest(claims["cognito:groups"], roles);
  return { sub, expires, email: verifiedEmail(claims) ?? "", role };
}

function highest(groups: unknown, roles: ReadonlyMap<string, Role>): Role | undefined {
  if (!Array.isArray(groups)) return undefined;
  const ranks = groups.map((group) => allRoles.indexOf(roles.get(group) as Role));
  return allRoles[Math.max(-1, ...ranks)];
}

function admitted({ email, sub, role }: PoolMember): User {
  if (role === undefined) throw notListed("Ask an administrator to add you to a group.");
  return { email, sub, role };
}
