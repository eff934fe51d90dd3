/** A `curl` line as a request. */
export interface CurlRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

// Quoted text, or anything up to a blank.
const words = /'([^']*)'|"([^"]*)"|(\S+)/g;

/**
 * Reads the words of a printed `curl` command, with `$NAME` in double quotes replaced from `variables`.
 * @throws Error at an option that is not one of -s, -X, -H and -d.
 */
export function readCurl(command: string, variables: Record<string, string> = {}): CurlRequest {
  const request: CurlRequest = { url: "", method: "", headers: {} };
  const [program, ...rest] = wordsOf(command, variables);
  if (program !== "curl") throw new Error(`“${command}” is no curl command.`);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) apply(request, word, rest);
  if (request.body !== undefined) {
    request.headers = { "content-type": "application/x-www-form-urlencoded", ...request.headers };
  }
  return { ...request, method: request.method || (request.body === undefined ? "GET" : "POST") };
}

function wordsOf(command: string, variables: Record<string, string>): string[] {
  return [...command.replaceAll("\\\n", " ").matchAll(words)].map(
    ([, single, double, bare = ""]) =>
      single ?? (double ?? bare).replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? ""),
  );
}

function apply(request: CurlRequest, word: string, rest: string[]) {
  if (word === "-s") return;
  if (!word.startsWith("-")) request.url = word;
  else if (word === "-X") request.method = rest.shift() ?? "";
  else if (word === "-d") request.body = rest.shift() ?? "";
  else if (word === "-H") {
    const [name = "", value = ""] = (rest.shift() ?? "").split(/:\s*/, 2);
    request.headers[name.toLowerCase()] = value;
  } else throw new Error(`The option ${word} of curl is not known here.`);
}

/** Sends what the command would send. */
export function runCurl(command: string, variables: Record<string, string> = {}): Promise<Response> {
  const { url, ...request } = readCurl(command, variables);
  return fetch(url, request);
}
