import { AwsError } from "../aws-error.ts";
import { headerOf, type WireRequest } from "./exchange.ts";

/** What a signature must be scoped to. */
export interface Scope {
  service: string;
  /** Any region will do when absent. */
  region?: string;
}

const incomplete = (message: string) => new AwsError("IncompleteSignatureException", message);
const invalid = (message: string) => new AwsError("InvalidSignatureException", message);
const missing = () =>
  new AwsError("MissingAuthenticationTokenException", "Request is missing Authentication Token");

/**
 * Checks the form of a request's signature and what it is scoped to, but not the signature itself. A request without
 * any passes: clients on one machine need not sign. The wording is that of DynamoDB.
 * @throws AwsError IncompleteSignatureException, InvalidSignatureException, MissingAuthenticationTokenException
 */
export function checkAuthorization(request: WireRequest, scope: Scope): void {
  const header = headerOf(request, "authorization");
  const isPresigned = request.url?.includes("X-Amz-Algorithm=") ?? false;
  if (header !== undefined && isPresigned)
    throw invalid("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
  if (header !== undefined) checkHeader(request, header.trim(), scope);
  else if (isPresigned) checkQuery(request, scope);
}

const headerParameters = ["Credential", "Signature", "SignedHeaders"] as const;

// What nearly all requests carry: region and service of the scope are all that is left to compare.
const usualHeader =
  /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/[^/,\s]+\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=[^,\s]+, ?Signature=[^,\s]+$/;

function isUsual(request: WireRequest, header: string, scope: Scope): boolean {
  const [, region, service] = usualHeader.exec(header) ?? [];
  return (
    service === scope.service &&
    (scope.region ?? region) === region &&
    headerOf(request, "x-amz-date") !== undefined
  );
}

function checkHeader(request: WireRequest, header: string, scope: Scope) {
  if (isUsual(request, header, scope)) return;
  if (!header.startsWith("AWS4-")) throw missing();
  const parameters = new Map(
    header
      .split(/[,\s]+/)
      .slice(1)
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const),
  );
  const lacking = headerParameters
    .filter((name) => !parameters.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (!headerOf(request, "x-amz-date") && !headerOf(request, "date"))
    lacking.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  if (lacking.length > 0) throw incomplete(`${lacking.join("")}Authorization=${header}`);
  checkCredential(header.split(/\s/, 1).join(), parameters.get("Credential") ?? "", scope);
}

const queryParameters = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "X-Amz-Date",
] as const;

function checkQuery({ url = "" }: WireRequest, scope: Scope) {
  const parameters = new URLSearchParams(url.slice(url.indexOf("?")));
  const lacking = queryParameters
    .filter((name) => !parameters.get(name))
    .map((name) => `AWS query-string parameters must include '${name}'. `);
  if (lacking.length > 0) throw incomplete(`${lacking.join("")}Re-examine the query-string parameters.`);
  checkCredential(parameters.get("X-Amz-Algorithm") ?? "", parameters.get("X-Amz-Credential") ?? "", scope);
}

const algorithm = "AWS4-HMAC-SHA256";
/** SigV4a: its signatures hold for several regions, so the scope names none. */
const regionlessAlgorithm = "AWS4-ECDSA-P256-SHA256";

function checkCredential(used: string, credential: string, scope: Scope) {
  if (used !== algorithm && used !== regionlessAlgorithm)
    throw incomplete(`Unsupported AWS 'algorithm': '${used}' (only ${algorithm} for now). `);
  const elements = credential.split("/");
  if (used === regionlessAlgorithm) elements.splice(2, 0, scope.region ?? "");
  if (elements.length !== 5)
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  const [, , region = "", service, term] = elements;
  const wrong = [
    scope.region !== undefined && region !== scope.region ? wrongRegion(region, scope.region) : "",
    service === scope.service ? "" : `Credential should be scoped to correct service: '${scope.service}'. `,
    term === "aws4_request"
      ? ""
      : `Credential should be scoped with a valid terminator: 'aws4_request', not '${term}'. `,
  ].join("");
  if (wrong) throw invalid(wrong);
}

// AWS says no more than the first sentence; here the caller can do something about it.
const wrongRegion = (region: string, served: string) =>
  `Credential should be scoped to a valid region, not '${region}'. This stand-in serves ${served} only: give the client that region or start the stand-in with another. `;
