import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type BundleReport, bundleReports } from "#build/bundle-report.ts";
import { ensureBundled } from "#build/ensure-built.ts";
import { functionNames } from "#build/function-names.ts";
import { functionsDirectory } from "#build/steps.ts";

let reports: Record<string, BundleReport>;
let elsewhere: string;

beforeAll(async () => {
  await ensureBundled();
  reports = await bundleReports(functionsDirectory);
  elsewhere = await mkdtemp(path.join(tmpdir(), "functions-"));
  await cp(functionsDirectory, elsewhere, { recursive: true });
}, 120_000);

afterAll(() => rm(elsewhere, { recursive: true, force: true }));

// Of Powertools only the Logger, and what it stands on, is part of each invocation.
const onDemand =
  /^(@aws-sdk|@smithy|@anthropic-ai|aws-jwt-verify|aws-xray-sdk|@aws-lambda-powertools\/(?!logger|commons)|csv-parse|ajv|typebox)/;

const environment = {
  AWS_LAMBDA_FUNCTION_NAME: "marketbrewer-test",
  AWS_REGION: "us-east-1",
  STAGE: "test",
  TABLE_NAME: "marketbrewer-test",
  ALLOWED_ORIGINS: "https://app.example.com",
};

/** Evaluates an expression in which `handler` is the function's, on a Node that sees nothing of the repository. */
async function evaluate(name: string, expression: string): Promise<unknown> {
  const file = path.join(elsewhere, name, "index.mjs");
  const script = `const { handler } = await import(${JSON.stringify(file)});
    const value = await (${expression});
    await new Promise((done) => process.stdout.write("\\n" + JSON.stringify(value), done));
    process.exit();`;
  const args = ["--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: elsewhere, env: environment });
  return JSON.parse(stdout.split("\n").at(-1) ?? "");
}

const getHealth = {
  version: "2.0",
  routeKey: "GET /health",
  rawPath: "/health",
  rawQueryString: "",
  headers: {},
  requestContext: { http: { method: "GET", path: "/health" }, requestId: "request-1", stage: "$default" },
  isBase64Encoded: false,
};

describe("the bundles of the functions", () => {
  test("there is one for each function", () => {
    expect(Object.keys(reports)).toEqual(functionNames);
  });

  test.each(functionNames)(
    "%s starts without clients and parsers: these come with their first use",
    (name) => {
      const atStart = reports[name]?.initPackages.filter((each) => onDemand.test(each));
      expect(atStart).toEqual([]);
    },
  );

  test.each(functionNames)("%s starts from its folder alone", async (name) => {
    expect(await evaluate(name, "typeof handler")).toBe("function");
  });

  test("health answers", async () => {
    const call = `handler(${JSON.stringify(getHealth)}, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 5000 })`;
    expect(await evaluate("health", call)).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
  });
});
