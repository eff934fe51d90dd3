import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startWire, stopAll } from "./start-wire.ts";

let wire: Awaited<ReturnType<typeof startWire>>;
beforeAll(async () => {
  wire = await startWire();
});
afterAll(stopAll);

const target = "DynamoDB_20120810.ListTables";
const coral = "com.amazon.coral.service#";
const signed = (scope: string, algorithm = "AWS4-HMAC-SHA256") =>
  `${algorithm} Credential=AKID/20260101/${scope}, SignedHeaders=host;x-amz-date, Signature=abc`;

async function refusal(
  authorization: string,
  headers: Record<string, string> = { "x-amz-date": "20260101T000000Z" },
) {
  const { status, body } = await wire.json(target, "{}", { authorization, ...headers });
  const { __type, message } = JSON.parse(body);
  return [status, __type, message];
}

describe("signatures", () => {
  test("a request without one passes, and so does one that is well-formed, whatever its key and signature", async () => {
    expect((await wire.json(target, "{}")).status).toBe(200);
    expect(await refusal(signed("us-east-1/dynamodb/aws4_request"))).toEqual([200, undefined, undefined]);
    expect(await refusal(signed("dynamodb/aws4_request", "AWS4-ECDSA-P256-SHA256"))).toEqual([
      200,
      undefined,
      undefined,
    ]);
  });

  test.each(["Basic abc", "AWS4", "Bearer x"])("%j is no signature at all", async (authorization) => {
    expect(await refusal(authorization)).toEqual([
      400,
      `${coral}MissingAuthenticationTokenException`,
      "Request is missing Authentication Token",
    ]);
  });

  test("what is missing is named", async () => {
    expect(await refusal("AWS4-", {})).toEqual([
      400,
      `${coral}IncompleteSignatureException`,
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-",
    ]);
    expect(await refusal("AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host, Signature=x")).toEqual([
      400,
      `${coral}IncompleteSignatureException`,
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'",
    ]);
    expect((await refusal(signed("us-east-1/dynamodb/aws4_request", "AWS4-HMAC-SHA1")))[2]).toBe(
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now). ",
    );
  });

  test("another region, service or end of the scope is refused, and the region that is served is named", async () => {
    const [status, type, message] = await refusal(signed("eu-west-1/sqs/aws"));
    expect([status, type]).toEqual([400, `${coral}InvalidSignatureException`]);
    expect(message).toMatch(/^Credential should be scoped to a valid region, not 'eu-west-1'\. .*us-east-1/);
    expect(message).toContain("Credential should be scoped to correct service: 'dynamodb'. ");
    expect(message).toContain("valid terminator: 'aws4_request', not 'aws'. ");
  });

  test("the query protocol has its own names for them", async () => {
    const authorization = signed("eu-west-1/sqs/aws4_request");
    const headers = { authorization, "x-amz-date": "20260101T000000Z" };
    const body = new URLSearchParams({ Action: "ListQueues" });
    const reply = await wire.send({ method: "POST", headers, body });
    expect(reply).toMatchObject({
      status: 403,
      body: expect.stringContaining("<Code>SignatureDoesNotMatch</Code>"),
    });
  });
});

describe("presigned requests", () => {
  const query = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "AKID/20260101/us-east-1/sqs/aws4_request",
    "X-Amz-Date": "20260101T000000Z",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "abc",
  };
  const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    wire.send({ headers }, `/?${new URLSearchParams({ Action: "ListQueues", ...parameters })}`);

  test("pass when they are complete", async () => {
    expect((await get(query)).status).toBe(200);
  });

  test("are refused when a part is missing or there is a header too", async () => {
    const { "X-Amz-Signature": _signature, ...rest } = query;
    expect((await get(rest)).body).toContain("must include 'X-Amz-Signature'");
    expect((await get(query, { authorization: "AWS4-" })).body).toContain(
      "<Code>SignatureDoesNotMatch</Code><Message>Found both 'X-Amz-Algorithm'",
    );
  });
});
