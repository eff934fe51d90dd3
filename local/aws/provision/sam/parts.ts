import type { Template, TemplateResource } from "../template.ts";

/** Values of a template, not evaluated. */
export type Values = Record<string, unknown>;

/** The settings that go into every resource of a kind. */
export interface Globals {
  Function: Values;
  Api: Values;
  HttpApi: Values;
}

/** What a SAM template is taken apart into. */
export interface Parts {
  template: Template;
  globals: Globals;
  /** The resources of the plain template, which grows. */
  resources: Record<string, TemplateResource>;
}

/** A resource of a SAM type. */
export type SamResource = TemplateResource & { logicalId: string; Properties: Values };

/** The members of an object; none when it is something else. */
export const record = (value: unknown): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

/** The members of `values` under the names given, without those that are absent. */
export const pick = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));

/** What an expanded resource keeps of the one it comes from. */
export const kept = ({ Condition, DependsOn, Metadata }: TemplateResource) => ({
  ...(Condition !== undefined && { Condition }),
  ...(DependsOn !== undefined && { DependsOn }),
  ...(Metadata !== undefined && { Metadata }),
});

/** The logical id that an intrinsic function refers to, or the text itself. */
export function referred(value: unknown, fallback: string): string {
  const name = record(value).Ref ?? value;
  return typeof name === "string" ? name : fallback;
}

/** Letters and digits that stand for a text in a logical id. */
export const slug = (text: string) =>
  text.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase());
