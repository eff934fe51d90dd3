import type { GatewayReply } from "../http/reply.ts";

/** A reply of the gateway itself as a template changes it (AWS::ApiGateway::GatewayResponse). */
export interface GatewayResponse {
  /** Such as `THROTTLED` or `DEFAULT_4XX`. */
  type: string;
  statusCode?: number;
  headers: Readonly<Record<string, string>>;
  /** With `$context.error.messageString` and the like in it. */
  template?: string;
}

/** Why the gateway itself answers. */
export type RestError = keyof typeof errors;

// Types and statuses: supported-gateway-response-types in the developer guide. The last member is the header x-amzn-errortype.
const errors = {
  FORBIDDEN: [403, "Forbidden", "ForbiddenException"],
  MISSING_AUTHENTICATION_TOKEN: [403, "Missing Authentication Token", "MissingAuthenticationTokenException"],
  INVALID_API_KEY: [403, "Forbidden", "ForbiddenException"],
  ACCESS_DENIED: [403, "User is not authorized to access this resource", "AccessDeniedException"],
  UNAUTHORIZED: [401, "Unauthorized", "UnauthorizedException"],
  THROTTLED: [429, "Too Many Requests", "TooManyRequestsException"],
  QUOTA_EXCEEDED: [429, "Limit Exceeded", "LimitExceededException"],
  REQUEST_TOO_LARGE: [413, "Request Too Long", "RequestEntityTooLargeException"],
  HEADERS_TOO_LARGE: [431, "Request Header Fields Too Large", "BadRequestException"],
  INTEGRATION_TIMEOUT: [504, "Endpoint request timed out", "InternalServerErrorException"],
  MALFORMED_REPLY: [502, "Internal server error", "InternalServerErrorException"],
  INTERNAL_ERROR: [500, "Internal server error", "InternalServerErrorException"],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null, "AuthorizerConfigurationException"],
} as const satisfies Record<string, readonly [number, string | null, string]>;

/**
 * The gateway's own reply, in the form that the API's gateway responses give it.
 * @param special what stands in the place of the type's own message.
 */
export function errorReply(
  type: RestError,
  responses: readonly GatewayResponse[],
  special?: string,
): GatewayReply {
  const [status, usual, errorType] = errors[type];
  const custom =
    responses.find((response) => response.type === type) ??
    responses.find((response) => response.type === `DEFAULT_${Math.floor(status / 100)}XX`);
  const text = fill(custom?.template ?? usualTemplate(type), type, special ?? usual);
  return {
    status: custom?.statusCode ?? status,
    headers: { "content-type": "application/json", "x-amzn-errortype": errorType, ...custom?.headers },
    body: Buffer.from(text),
  };
}

/** Seen on AWS: only of this type is the member written with a capital letter. */
const usualTemplate = (type: RestError) =>
  `{"${type === "ACCESS_DENIED" ? "Message" : "message"}":$context.error.messageString}`;

const fill = (template: string, type: RestError, message: string | null) =>
  template
    .replaceAll("$context.error.messageString", JSON.stringify(message))
    .replaceAll("$context.error.message", message ?? "null")
    .replaceAll("$context.error.responseType", type);
