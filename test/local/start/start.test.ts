import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Job } from "#domain/schema/job.ts";
import { type Child, occupy, start } from "./child.ts";
import { runCurl } from "./curl.ts";

const patience = 180_000;

let child: Child;
let printed: string;
let token: string;

beforeAll(async () => {
  child = start(["--port", "0", "--aws-port", "0"]);
  // The last line of the banner.
  printed = await child.printed(/curl -s -X PUT \S+\/_settings .*\n/);
}, patience);
afterAll(async () => {
  child.kill("SIGKILL");
  await child.ended;
});

/** The URL that the banner gives for `what`. */
const urlOf = (what: string) =>
  new RegExp(`^  ${what} +(http://127\\.0\\.0\\.1:\\d+) `, "m").exec(printed)?.[1] ?? "";

/** The commands that the banner shows, each on one line. */
const commands = () =>
  [...printed.replaceAll("\\\n", " ").matchAll(/(?:\$\(|^ {2})(curl .+?)\)?$/gm)].map(
    ([, command = ""]) => command,
  );

const command = (part: string) => commands().find((each) => each.includes(part)) ?? "";

const api = async <T>(curl: string) => {
  const response = await runCurl(curl, { TOKEN: token });
  return { status: response.status, body: (await response.json()) as T };
};

test("the banner tells how long it took and where everything is", () => {
  expect(printed).toMatch(/^MarketBrewer runs on this machine, ready in \d+\.\d s\. Ctrl-C stops it\.$/m);
  const urls = ["API", "AWS", "Claude", "Google"].map(urlOf);
  expect(new Set(urls).size).toBe(4);
  expect(printed).toMatch(/^ {2}Logs +\.data\/functions\.ndjson$/m);
  expect(commands()).toHaveLength(5);
});

test("an AWS client reaches the AWS protocols at the printed address", async () => {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SSMClient({ endpoint: urlOf("AWS"), region: "us-east-1", credentials });
  const { Parameter } = await client.send(
    new GetParameterCommand({ Name: "/marketbrewer/local/anthropic-api-key", WithDecryption: true }),
  );
  client.destroy();
  expect(Parameter?.Value).toBe("stand-in-key");
});

test("the API answers /health to everybody, and an unknown path with a problem", async () => {
  const health = await fetch(`${urlOf("API")}/health`);
  expect(health.status).toBe(200);
  const unknown = await fetch(`${urlOf("API")}/api/nothing`);
  expect(unknown.status).toBe(404);
  expect(unknown.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(await unknown.json()).toMatchObject({
    status: 404,
    code: "not-found",
    requestId: expect.any(String),
  });
});

test("the contract is served where the banner says", async () => {
  const contract = await fetch(`${urlOf("API")}/api/openapi.json`);
  expect(contract.status).toBe(200);
  expect(await contract.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
});

describe("the printed commands", () => {
  test(
    "sign in, order the job, list it, and read its first page",
    async () => {
      token = await (await runCurl(command("/token"))).text();
      expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);

      const ordered = await api<Job>(command("idempotency-key"));
      expect(ordered).toMatchObject({ status: 201, body: { status: "RUNNING", progress: { total: 1_734 } } });
      const again = await api<Job>(command("idempotency-key"));
      expect(again.body.id).toBe(ordered.body.id);

      const list = await api<{ items: Job[] }>(command("/api/jobs -H"));
      expect(list.body.items.map(({ id }) => id)).toEqual([ordered.body.id]);

      const job = `curl -s ${urlOf("API")}/api/jobs/${ordered.body.id} -H "authorization: Bearer $TOKEN"`;
      await child.printed(/1734\/1734 .* COMPLETED$/m);
      const done = await api<Job>(job);
      expect(done.body).toMatchObject({ status: "COMPLETED", progress: { done: 1_734, failed: 0 } });

      const page = await api<object>(command("JOB_ID").replace("JOB_ID", ordered.body.id));
      expect(page).toMatchObject({ status: 200, body: { n: 1, status: "DONE" } });
    },
    patience,
  );

  test("break Claude", async () => {
    expect((await runCurl(command("/_settings"))).status).toBe(200);
    const settings = await (await fetch(`${urlOf("Claude")}/_settings`)).json();
    expect(settings).toMatchObject({ overloaded: 0.5 });
  });
});

// The last, as it ends the process that the others use.
test("Ctrl-C ends the process well and frees its ports", async () => {
  const ports = ["API", "AWS", "Claude", "Google"].map((what) => Number(new URL(urlOf(what)).port));
  const from = performance.now();
  child.kill("SIGINT");
  const { code, signal, stderr } = await child.ended;
  console.log(`Ctrl-C: ended after ${Math.round(performance.now() - from)} ms.`);
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(stderr).not.toContain("    at ");
  for (const port of ports) await (await occupy(port)).free();
});
