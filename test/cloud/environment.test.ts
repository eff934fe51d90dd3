import { describe, expect, test } from "@jest/globals";
import { readEnvironment } from "#cloud/environment.ts";

const local = { STAGE: "local", AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };

describe("stage local refuses", () => {
  const mustStay =
    "in stage local, where every client must stay on loopback: set STAGE, or point it at the local stack.";

  test.each([
    "https://dynamodb.us-east-1.amazonaws.com",
    "http://192.0.2.1:4566",
    "http://localhost.example.com:4566",
    "http://127.0.0.1.example.com",
    "http://127.0.0.1@example.com",
    "http://127.0.0.1:80@example.com",
    "http://example.com/http://127.0.0.1",
    "",
  ])("the endpoint “%s”", (endpoint) => {
    expect(() => readEnvironment({ ...local, AWS_ENDPOINT_URL: endpoint })).toThrow(
      `AWS_ENDPOINT_URL_DYNAMODB is ${endpoint} ${mustStay}`,
    );
  });

  test.each(["DYNAMODB", "SQS", "SSM"])("an endpoint of %s alone that is elsewhere", (service) => {
    const name = `AWS_ENDPOINT_URL_${service}`;
    expect(() => readEnvironment({ ...local, [name]: "https://example.com" })).toThrow(
      `${name} is https://example.com ${mustStay}`,
    );
  });

  test("to run without an endpoint, as the clients would then call AWS", () => {
    expect(() => readEnvironment({ STAGE: "local" })).toThrow(
      `AWS_ENDPOINT_URL_DYNAMODB is (absent) ${mustStay}`,
    );
    expect(() => readEnvironment({})).toThrow("AWS_ENDPOINT_URL_DYNAMODB is (absent)");
    expect(() => readEnvironment({ STAGE: "local", AWS_ENDPOINT_URL_DYNAMODB: "http://[::1]:1" })).toThrow(
      "AWS_ENDPOINT_URL_SQS is (absent)",
    );
  });

  test("keys that are elsewhere", () => {
    expect(() => readEnvironment({ ...local, GOOGLE_JWKS_URI: "https://keys.example.com" })).toThrow(
      `GOOGLE_JWKS_URI is https://keys.example.com ${mustStay}`,
    );
  });

  test("an issuer that is elsewhere", () => {
    expect(() => readEnvironment({ ...local, GOOGLE_ISSUER: "https://accounts.example.com" })).toThrow(
      `GOOGLE_ISSUER is https://accounts.example.com ${mustStay}`,
    );
  });
});

test.each(["http://127.0.0.1:4566", "http://localhost:4566/", "http://[::1]:4566", "http://127.0.0.1"])(
  "stage local takes the endpoint %s",
  (endpoint) => {
    const { aws, stage } = readEnvironment({ STAGE: "local", AWS_ENDPOINT_URL: endpoint });
    expect(stage).toBe("local");
    expect(aws.endpoint("sqs")).toBe(endpoint);
  },
);

test("no other stage takes other keys for Google's tokens", () => {
  expect(() => readEnvironment({ STAGE: "staging", GOOGLE_JWKS_URI: "http://127.0.0.1:1" })).toThrow(
    "GOOGLE_JWKS_URI is set in stage staging: only stage local may trust another issuer than Google.",
  );
});

test.each(["staging", "prod", "LOCAL", "local "])("stage “%s” trusts no issuer but Google", (stage) => {
  expect(() => readEnvironment({ STAGE: stage, GOOGLE_ISSUER: "http://127.0.0.1:1" })).toThrow(
    `GOOGLE_ISSUER is set in stage ${stage}: only stage local may trust another issuer than Google.`,
  );
});

test("a service's own endpoint goes before the common one", () => {
  const { aws } = readEnvironment({ ...local, AWS_ENDPOINT_URL_SQS: "http://localhost:1" });
  expect(aws.endpoint("sqs")).toBe("http://localhost:1");
  expect(aws.endpoint("ssm")).toBe("http://127.0.0.1:4566");
});

test("outside stage local, AWS is called where no endpoint is set", () => {
  const { aws } = readEnvironment({ STAGE: "prod" });
  expect(aws.endpoint("dynamodb")).toBeUndefined();
});

test("every setting is read from its variable", () => {
  const environment = readEnvironment({
    ...local,
    TABLE_NAME: "table",
    JOBS_QUEUE_URL: "http://127.0.0.1/jobs",
    PAGES_QUEUE_URL: "http://127.0.0.1/pages",
    ALLOWED_ORIGINS: "https://a.example.com,https://b.example.com",
    CLAUDE_MODEL: "claude-sonnet-5-5",
    ANTHROPIC_KEY_PARAMETER: "/key",
    ANTHROPIC_BASE_URL: "http://127.0.0.1:2",
    GOOGLE_CLIENT_ID_PARAMETER: "/client",
    GOOGLE_ISSUER: "http://127.0.0.1:3",
    GOOGLE_JWKS_URI: "http://127.0.0.1:3/certs",
    ALLOW_LIST_PARAMETER: "/list",
    LOG_LEVEL: "debug",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-2",
  });
  expect(environment).toMatchObject({
    stage: "local",
    tableName: "table",
    queueUrls: { jobs: "http://127.0.0.1/jobs", pages: "http://127.0.0.1/pages" },
    allowedOrigins: ["https://a.example.com", "https://b.example.com"],
    claude: { model: "claude-sonnet-5-5", keyParameter: "/key", baseUrl: "http://127.0.0.1:2" },
    google: {
      clientIdParameter: "/client",
      issuer: "http://127.0.0.1:3",
      jwksUri: "http://127.0.0.1:3/certs",
    },
    allowListParameter: "/list",
    logLevel: "debug",
    aws: { region: "eu-west-1" },
  });
  expect(Object.isFrozen(environment)).toBe(true);
});

test("what a function does not use may be absent", () => {
  expect(readEnvironment({ STAGE: "prod" })).toMatchObject({
    tableName: "",
    queueUrls: { jobs: "", pages: "" },
    allowedOrigins: [],
    claude: { model: "claude-haiku-4-5", keyParameter: "", baseUrl: undefined },
    aws: { region: "us-east-1" },
  });
});
