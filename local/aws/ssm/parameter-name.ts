import { ssmError, validation } from "./errors.ts";

const deepest = 15;
const longest = 1011;

/** The key of a parameter: `/a` and `a` are the same one, `/a/b` needs its slash. */
export function parameterKey(name: string): string {
  const bare = name.replace(/^\//, "");
  return bare.includes("/") ? name : bare;
}

function checkPrefix(name: string) {
  const bare = name.toLowerCase().replace(/^\//, "");
  if (!bare.startsWith("aws") && !bare.startsWith("ssm")) return;
  if (name.toLowerCase().startsWith("/aws") && name.lastIndexOf("/") > 0)
    throw ssmError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  throw validation(
    'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );
}

/**
 * Checks the name of a parameter that is being written; spaces around it are dropped.
 * See https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 * @throws AwsError ValidationException, AccessDeniedException, HierarchyLevelLimitExceededException
 */
export function readNewName(text: string, arnPrefix: string): string {
  const name = text.trim();
  checkPrefix(name);
  if (!/^[\w./-]+$/.test(name) || name.includes("//") || name.endsWith("/"))
    throw validation(
      "Parameter name: can only include letters, numbers and the symbols .-_, with sub-paths divided by the slash symbol.",
    );
  if (name.includes("/") && !name.startsWith("/"))
    throw validation("Parameter name must be a fully qualified name.");
  if (arnPrefix.length + name.length > longest)
    throw validation(`Parameter name must not be longer than ${longest} characters, its ARN included.`);
  const levels = name.split("/").length - (name.startsWith("/") ? 1 : 0);
  if (levels > deepest)
    throw ssmError(
      "HierarchyLevelLimitExceededException",
      `The parameter name has ${levels} levels: a hierarchy can have a maximum of ${deepest}.`,
    );
  return name;
}

/** A reference to a parameter: a name or an ARN, with `:version` or `:label` behind it. */
export interface Reference {
  name: string;
  /** With its colon. */
  selector?: string;
}

/** Takes a reference apart; spaces around it are dropped. @throws AwsError ValidationException for spaces within. */
export function readReference(reference: string): Reference {
  const text = reference.trim();
  if (/\s/.test(text)) throw validation(`Parameter name: must not contain spaces, as "${text}" does.`);
  const arn = /^arn:[^:]*:ssm:[^:]*:[^:]*:parameter(\/[^:]+)(:.+)?$/.exec(text);
  const [, name = text, selector] = arn ?? /^([^:]+)(:.+)?$/.exec(text) ?? [];
  return selector === undefined ? { name } : { name, selector };
}
