import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { observe } from "./loopback/observed-process.ts";

let directory: string;
let hostile: Record<string, string>;

const proxy = "http://proxy.example.com:3128";

/** What a developer's machine may have set, each of which leads some client or other away. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hostile-"));
  const config = join(directory, "config");
  const role = "role_arn = arn:aws:iam::123456789012:role/developer\nsource_profile = base\n";
  await writeFile(
    config,
    `[profile developer]\n${role}region = eu-west-1\nendpoint_url = https://aws.example.com\n[profile base]\ncredential_process = curl https://credentials.example.com\n`,
  );
  const token = join(directory, "token");
  await writeFile(token, "not a token");
  hostile = {
    AWS_REGION: "eu-west-1",
    AWS_PROFILE: "developer",
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/developer",
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.2/credentials",
    AWS_EC2_METADATA_DISABLED: "",
    AWS_DEFAULTS_MODE: "auto",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_USE_DUALSTACK_ENDPOINT: "true",
    NODE_USE_ENV_PROXY: "1",
  };
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
    Object.assign(hostile, { [name]: proxy, [name.toLowerCase()]: proxy });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("in stage local", () => {
  test("a whole job reaches for nothing but loopback, whatever the machine's settings say", async () => {
    const { stdout, stderr, targets } = await observe("runProduct", hostile);
    expect(stderr).toBe("");
    expect(stdout).toBe("COMPLETED\n");
    expect(targets).toEqual(["connect 127.0.0.1"]);
  });

  test("no AWS client goes through a proxy, not even where Node itself was told to", async () => {
    const { stdout, targets } = await observe("useClients", hostile);
    expect(stdout.split("\n")).toEqual([
      "ResourceNotFoundException",
      "QueueDoesNotExist",
      "ParameterNotFound",
      "",
    ]);
    expect(targets).toEqual(["connect 127.0.0.1"]);
  });

  const local = "http://127.0.0.1:4566";
  test.each<[string, Record<string, string>, string]>([
    ["no endpoint", {}, "AWS_ENDPOINT_URL_DYNAMODB is (absent)"],
    [
      "one service elsewhere",
      { AWS_ENDPOINT_URL: local, AWS_ENDPOINT_URL_SSM: "https://ssm.eu-west-1.amazonaws.com" },
      "AWS_ENDPOINT_URL_SSM is https://ssm.eu-west-1.amazonaws.com",
    ],
  ])("with %s, a function does not start and reaches for nothing", async (_, endpoints, message) => {
    const variables = { ...hostile, STAGE: "local", AWS_LAMBDA_FUNCTION_NAME: "write-page", ...endpoints };
    const { code, stderr, targets } = await observe("loadFunction", variables);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
    expect(targets).toEqual([]);
  });
});

test("the observer sees every way out", async () => {
  const { targets } = await observe("reachOut", {});
  expect(targets).toEqual([
    "connect 192.0.2.2",
    "connect 192.0.2.3",
    "datagram 192.0.2.1",
    "lookup lookup.invalid",
    "lookup resolve.invalid",
  ]);
});
