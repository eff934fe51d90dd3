/** What a signed-in person may do. */
export type Role = "viewer" | "operator" | "admin";

/** A signed-in person or machine. */
export interface User {
  /** The address in lower case. */
  email: string;
  /** The identity provider's stable id. */
  sub: string;
  role: Role;
}
