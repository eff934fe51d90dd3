import type { Service } from "../service.ts";
import { parameterValue } from "./dynamic-references.ts";
import type { Template, TemplateParameter } from "./template.ts";

/** A parameter's value, or why it has none; whoever refers to it then is told. */
export type ParameterValue = { value: unknown } | { missing: string };

/**
 * The values of a template's parameters: those given, the defaults, and what Parameter Store holds for those of an
 * SSM type.
 * @throws Error on a parameter that is not in the template, has no value, or one that it does not allow.
 */
export async function parameterValues(
  { Parameters = {} }: Template,
  given: Record<string, string>,
  ssm: Service,
): Promise<Map<string, ParameterValue>> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(Parameters, name));
  if (unknown !== undefined)
    throw new Error(`The template has no parameter ${unknown}. Its parameters: ${namesOf(Parameters)}.`);
  const values = new Map<string, ParameterValue>();
  for (const [name, parameter] of Object.entries(Parameters)) {
    const text = textOf(name, parameter, given);
    check(name, parameter, text);
    values.set(name, await read(name, parameter.Type ?? "String", text, ssm));
  }
  return values;
}

const namesOf = (parameters: Record<string, unknown>) => Object.keys(parameters).join(", ") || "none";

function textOf(name: string, { Default }: TemplateParameter, given: Record<string, string>): string {
  const value = given[name] ?? Default;
  if (value !== undefined) return Array.isArray(value) ? value.join(",") : String(value);
  throw new Error(
    `The template's parameter ${name} has no default: give it a value in parameters (--parameter ${name}=…).`,
  );
}

function check(name: string, parameter: TemplateParameter, text: string) {
  const { Type, AllowedValues, AllowedPattern, NoEcho } = parameter;
  const shown = String(NoEcho) === "true" ? "the value" : `"${text}"`;
  const refuse = (rule: string): never => {
    throw new Error(`The template's parameter ${name} does not allow ${shown}: ${rule}.`);
  };
  if (AllowedValues && !items(Type, text).every((item) => AllowedValues.map(String).includes(item)))
    refuse(`it takes ${AllowedValues.join(", ")}`);
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(text))
    refuse(`it takes what matches ${AllowedPattern}`);
  if (Type === "Number" && (text.trim() === "" || Number.isNaN(Number(text)))) refuse("it takes a number");
}

async function read(name: string, type: string, text: string, ssm: Service): Promise<ParameterValue> {
  const [, inner] = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type) ?? [];
  if (inner === undefined) return { value: isList(type) ? items(type, text) : text };
  const value = await parameterValue(ssm, text);
  if (value === undefined)
    return {
      missing: `the parameter ${name} stands for ${text} in Parameter Store, which holds nothing of that name: put it there first (--ssm ${text}=…)`,
    };
  return { value: isList(inner) ? items(inner, value) : value };
}

const isList = (type: string) => type === "CommaDelimitedList" || type.startsWith("List<");

const items = (type: string | undefined, text: string) =>
  isList(type ?? "String") ? text.split(",").map((item) => item.trim()) : [text];
