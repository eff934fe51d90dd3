import { validation } from "./errors.ts";

/** Checks a path, and drops the slash at its end. @throws AwsError ValidationException */
export function readPath(path: string): string {
  if (!/^\/[\w./-]*$/.test(path) || path.includes("//"))
    throw validation(
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    );
  return path.replace(/\/$/, "");
}

/** Whether a parameter stands in the hierarchy under `path`, directly or, when `recursive`, at any depth. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const full = name.startsWith("/") ? name : `/${name}`;
  if (!full.startsWith(`${path}/`)) return false;
  return recursive || !full.slice(path.length + 1).includes("/");
}
