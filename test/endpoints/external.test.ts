import { afterAll, describe, expect, test } from "@jest/globals";
import { packagedTemplate } from "../build/template.ts";
import { type Endpoints, serviceNames } from "./endpoints.ts";
import { endpointsGiven } from "./endpoints-given.ts";
import { findLacks } from "./find-lacks.ts";
import { startOurs } from "./start-ours.ts";
import { describeTarget } from "./suite.ts";

const given = endpointsGiven(process.env);
const reason = "set AWS_ENDPOINT_URL, or one of AWS_ENDPOINT_URL_DYNAMODB, _SQS and _SSM";

if (Object.keys(given.urls).length === 0) {
  process.stderr.write(`Not run against endpoints of your own: ${reason}.\n`);
  describe("on endpoints of your own", () => test.skip(`everything (left out: ${reason})`, () => {}));
} else {
  const template = await packagedTemplate("local");
  const ours = await startOurs();
  const endpoints: Endpoints = { region: given.region, urls: { ...ours.endpoints.urls, ...given.urls } };
  process.stderr.write(`Endpoints: ${JSON.stringify(endpoints)}\n`);
  const lacks = await findLacks(endpoints, template);
  const start = async () => ({ endpoints, close: async () => {} });
  describeTarget({ name: "endpoints of your own", lacks, start }, template);
  afterAll(ours.close);
}

test("an address for all services is overruled by that of one, and a missing one is left to our stand-in", () => {
  const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:2" };
  expect(endpointsGiven(all).urls).toEqual({
    dynamodb: "http://127.0.0.1:1",
    sqs: "http://127.0.0.1:2",
    ssm: "http://127.0.0.1:1",
  });
  expect(endpointsGiven({ AWS_ENDPOINT_URL_SSM: "http://127.0.0.1:3" })).toEqual({
    region: "us-east-1",
    urls: { ssm: "http://127.0.0.1:3" },
  });
  expect(serviceNames.filter((name) => name in endpointsGiven({}).urls)).toEqual([]);
});
