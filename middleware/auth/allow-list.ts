import type { Role, User } from "./user.ts";

/** Lets in one address, or everybody of one Google Workspace domain. */
export type AllowRule = { email: string; role: Role } | { domain: string; role: Role };

/** Who a verified token speaks of. */
export interface Identity extends Pick<User, "email" | "sub"> {
  /** The Workspace domain that Google vouches for, its `hd` claim. */
  hostedDomain: string | undefined;
}

/**
 * The role of a person, or undefined for somebody who is not listed. An address counts before a domain; a domain
 * counts only when Google itself names it, as an address proves nothing about who owns its domain today.
 */
export function roleOf(rules: readonly AllowRule[], { email, hostedDomain }: Identity): Role | undefined {
  const byAddress = rules.find((rule) => "email" in rule && rule.email.toLowerCase() === email);
  if (byAddress !== undefined) return byAddress.role;
  if (!hostedDomain) return undefined;
  return rules.find((rule) => "domain" in rule && rule.domain.toLowerCase() === hostedDomain)?.role;
}
