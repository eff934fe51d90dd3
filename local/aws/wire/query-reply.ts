import type { AwsError } from "../aws-error.ts";
import type { WireReply } from "./exchange.ts";
import type { QueryShapes } from "./query-shapes.ts";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // A parser would read a bare one as a line feed.
  "\r": "&#xD;",
};

const escapeXml = (text: string) => text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);

const element = (name: string, content: string) => `<${name}>${content}</${name}>`;

/** The members of a reply of the JSON protocol, as XML. */
function membersOf(output: object, operation: string, shapes: QueryShapes): string {
  const maps = new Map(Object.entries(shapes.maps).map(([entry, map]) => [map.member, { entry, ...map }]));
  const one = (name: string, value: unknown): string => {
    const map = maps.get(name);
    if (map && typeof value === "object" && value !== null)
      return Object.entries(value)
        .map(([key, content]) =>
          element(map.entry, element(map.key, escapeXml(key)) + one(map.value, content)),
        )
        .join("");
    if (Array.isArray(value)) {
      const entry = (shapes.elements[name] ?? name).replace("*", operation);
      return value.map((content) => one(entry, content)).join("");
    }
    if (typeof value === "object" && value !== null) return element(name, members(value));
    return value === undefined || value === null ? "" : element(name, escapeXml(String(value)));
  };
  const members = (value: object): string =>
    Object.entries(value)
      .map(([name, content]) => one(name, content))
      .join("");
  return members(output);
}

const xmlReply = (status: number, requestId: string, body: string): WireReply => ({
  status,
  headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
  body: `<?xml version="1.0"?>${body}`,
});

/** The reply to an operation of the query protocol, from its output in the JSON protocol. */
export function querySuccess(
  operation: string,
  output: unknown,
  shapes: QueryShapes,
  requestId: string,
): WireReply {
  const result = shapes.withoutResult.has(operation)
    ? ""
    : element(`${operation}Result`, membersOf(output ?? {}, operation, shapes));
  const metadata = element("ResponseMetadata", element("RequestId", requestId));
  const opening = `<${operation}Response xmlns="${shapes.namespace}">`;
  return xmlReply(200, requestId, `${opening}${result}${metadata}</${operation}Response>`);
}

/** How the query protocol names the errors of a signature, and the status that it gives them. */
const signatureErrors: Record<string, string> = {
  IncompleteSignatureException: "IncompleteSignature",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
};

/** The reply to a request that failed. */
export function queryFailure(error: AwsError, namespace: string, requestId: string): WireReply {
  const signature = signatureErrors[error.code];
  const [code = error.code] = signature
    ? [signature]
    : (error.headers["x-amzn-query-error"]?.split(";") ?? []);
  const details = [
    element("Type", error.status < 500 ? "Sender" : "Receiver"),
    element("Code", escapeXml(code)),
    element("Message", escapeXml(error.message)),
    "<Detail/>",
  ].join("");
  const content = element("Error", details) + element("RequestId", requestId);
  return xmlReply(
    signature ? 403 : error.status,
    requestId,
    `<ErrorResponse xmlns="${namespace}">${content}</ErrorResponse>`,
  );
}
