import type { GatewayReply } from "../http/reply.ts";

/** A MOCK integration: the gateway answers by itself, with a reply that stands in the template. */
export interface MockIntegration {
  type: "mock";
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Origins, as expressions, that the reply allows by name instead of the one in its headers. */
  originPatterns: readonly string[];
}

/** The reply of a MOCK integration. @param origin the request's `Origin` header. */
export function mockReply(mock: MockIntegration, origin = ""): GatewayReply {
  const matches = mock.originPatterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(origin));
  return {
    status: mock.statusCode,
    headers: {
      "content-type": "application/json",
      ...mock.headers,
      ...(matches && { "access-control-allow-origin": origin }),
    },
    body: Buffer.from(mock.body),
  };
}
