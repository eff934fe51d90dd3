import { type IdentitySource, parseIdentitySource } from "../authorizer/identity-source.ts";

/** The sources that expressions name; a text that says which of them is not offered. */
export function identitySourcesOf(expressions: readonly string[]): IdentitySource[] | string {
  const sources = expressions.map((expression) => parseIdentitySource(expression) ?? expression);
  const unknown = sources.find((source) => typeof source === "string");
  if (unknown !== undefined) return `its identity source ${unknown} is not offered`;
  return sources.filter((source) => typeof source !== "string");
}
