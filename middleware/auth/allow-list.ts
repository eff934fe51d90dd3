import { allRoles, type Role, type User } from "./user.ts";

/** Lets in one address, or everybody of one Google Workspace domain. */
export type AllowRule = { email: string; role: Role } | { domain: string; role: Role };

/** Who a verified token speaks of. */
export interface Identity extends Pick<User, "email" | "sub"> {
  /** The Workspace domain that Google vouches for, its `hd` claim. */
  hostedDomain: string | undefined;
}

/** The rules by what they name, in lower case. */
export interface AllowList {
  readonly addresses: ReadonlyMap<string, Role>;
  readonly domains: ReadonlyMap<string, Role>;
}

/**
 * Reads the rules once, for many questions; of two rules for the same name the first counts.
 * @throws Error that tells which rule makes no sense.
 */
export function allowListOf(rules: readonly AllowRule[]): AllowList {
  if (!Array.isArray(rules)) throw new Error("The allow-list is not an array of rules.");
  const addresses = new Map<string, Role>();
  const domains = new Map<string, Role>();
  for (const [index, rule] of rules.entries()) {
    const { email, domain, role } = readRule(rule, index);
    if (email !== undefined) addFirst(addresses, email, role);
    else if (domain !== undefined) addFirst(domains, domain, role);
  }
  return { addresses, domains };
}

/**
 * The role of a person, or undefined for somebody who is not listed. An address counts before a domain; a domain
 * counts only when Google itself names it, as an address proves nothing about who owns its domain today.
 */
export function roleOf(
  { addresses, domains }: AllowList,
  { email, hostedDomain }: Identity,
): Role | undefined {
  return addresses.get(email) ?? (hostedDomain === undefined ? undefined : domains.get(hostedDomain));
}

interface ReadRule {
  email?: string;
  domain?: string;
  role: Role;
}

function readRule(rule: unknown, index: number): ReadRule {
  const { email, domain, role } = (rule ?? {}) as Partial<ReadRule>;
  const named = isName(email) !== isName(domain);
  if (!named || role === undefined || !allRoles.includes(role))
    throw new Error(
      `Rule ${index + 1} of the allow-list must be like {"email":"you@example.com","role":"viewer"}, with "email" or "domain" and a role of ${allRoles.join(", ")}.`,
    );
  return rule as ReadRule;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function addFirst(roles: Map<string, Role>, name: string, role: Role): void {
  const key = name.toLowerCase();
  if (!roles.has(key)) roles.set(key, role);
}
