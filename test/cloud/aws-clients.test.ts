import { afterEach, expect, test } from "@jest/globals";
import { awsClients } from "#cloud/aws-clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { type RecordingServer, startRecording } from "./recording-server.ts";

const kept = { ...process.env };
let server: RecordingServer | undefined;
afterEach(async () => {
  process.env = { ...kept };
  await server?.close();
  server = undefined;
});

/** Clients of a stage whose endpoint is a server that answers `{}` to everything. */
async function clientsOf(stage: string) {
  const recording = await startRecording((_, response) => void response.end("{}"));
  server = recording;
  const clients = awsClients(readEnvironment({ STAGE: stage, AWS_ENDPOINT_URL: recording.url }));
  return { clients, requests: recording.requests };
}

async function accessKeySentIn(stage: string) {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "OF-THE-DEVELOPER", AWS_SECRET_ACCESS_KEY: "secret" });
  const { clients, requests } = await clientsOf(stage);
  const { sdk, client } = await clients.ssm();
  await client.send(new sdk.GetParameterCommand({ Name: "/key" }));
  client.destroy();
  return /Credential=([^/]+)/.exec(requests[0]?.headers.authorization ?? "")?.[1];
}

test("in stage local, nothing is signed, so the developer's own credentials are not sent", async () => {
  expect(await accessKeySentIn("local")).toBeUndefined();
});

test("in any other stage, the credentials are those of the environment", async () => {
  expect(await accessKeySentIn("staging")).toBe("OF-THE-DEVELOPER");
});

test("each client is made once, at its first use", async () => {
  const { clients } = await clientsOf("local");
  const [first, second] = await Promise.all([clients.dynamodb(), clients.dynamodb()]);
  expect(first.client).toBe(second.client);
});

test("no client tries again by itself, and none follows a queue URL, with or without an endpoint", async () => {
  for (const variables of [{ STAGE: "prod" }, { STAGE: "local", AWS_ENDPOINT_URL: "http://127.0.0.1:1" }]) {
    const { dynamodb, sqs, ssm } = awsClients(readEnvironment(variables));
    const clients = await Promise.all([dynamodb(), sqs(), ssm()]);
    for (const { client } of clients) expect(await client.config.maxAttempts()).toBe(1);
    expect((await sqs()).client.config.useQueueUrlAsEndpoint).toBe(false);
  }
});
