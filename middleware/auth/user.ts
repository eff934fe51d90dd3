/** What a signed-in person may do. */
export type Role = "viewer" | "operator" | "admin";

/** All roles, the least first. */
export const allRoles: readonly Role[] = ["viewer", "operator", "admin"];

/** A signed-in person or machine. */
export interface User {
  /** The address in lower case; empty where the token names none that its issuer has verified. */
  email: string;
  /** The identity provider's stable id. */
  sub: string;
  role: Role;
}
