import type { HttpResponse } from "./http-event.ts";

/** What a layer changes about a response's headers. */
export interface HeaderEdit {
  /** Names in lower case. */
  readonly add: Readonly<Record<string, string>>;
  /** The request header that the response depends on, for `vary`. */
  readonly varyBy: string;
  /** Whether a header that is there has to go; `name` is in the case in which it came. */
  drops(name: string): boolean;
}

/**
 * Gives a response a new object of headers, as the old one may be shared. Names match in any case and also among
 * REST 1.0's `multiValueHeaders`; all of `vary` becomes one header without doubles.
 */
export function editHeaders(response: HttpResponse, { add, varyBy, drops }: HeaderEdit): void {
  const headers: Record<string, string> = {};
  let vary = "";
  const old = response.headers ?? {};
  for (const name of Object.keys(old)) {
    const value = old[name] ?? "";
    if (isVary(name)) vary = join(vary, String(value));
    else if (!drops(name)) headers[name] = value;
  }
  if (response.multiValueHeaders) vary = join(vary, editLists(response, drops));
  for (const name in add) headers[name] = add[name] ?? "";
  headers.vary = vary === "" ? varyBy : withName(vary, varyBy);
  response.headers = headers;
}

/** Edits the lists and gives back what stood under `vary` there, which would win over the header. */
function editLists(response: HttpResponse, drops: HeaderEdit["drops"]): string {
  const lists: Record<string, string[]> = {};
  let vary = "";
  for (const [name, values] of Object.entries(response.multiValueHeaders ?? {})) {
    if (isVary(name)) vary = join(vary, [values].flat().join(", "));
    else if (!drops(name)) lists[name] = values;
  }
  response.multiValueHeaders = lists;
  return vary;
}

function isVary(name: string): boolean {
  return name.length === 4 && name.toLowerCase() === "vary";
}

function join(first: string, second: string): string {
  return first === "" || second === "" ? first + second : `${first}, ${second}`;
}

function withName(vary: string, name: string): string {
  const names = vary.toLowerCase().split(/[,\s]+/);
  return names.includes("*") || names.includes(name.toLowerCase()) ? vary : `${vary}, ${name}`;
}

/** A response's header by its name in lower case, wherever and in whatever case it stands. */
export function headerOf(response: Partial<HttpResponse>, name: string): string | undefined {
  return namedIn(response.headers, name) ?? namedIn(response.multiValueHeaders, name);
}

function namedIn(headers: object | undefined, wanted: string): string | undefined {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name.length === wanted.length && name.toLowerCase() === wanted) return String(value);
  }
  return undefined;
}
