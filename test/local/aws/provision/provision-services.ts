import { virtualClock } from "#local/aws/clock.ts";
import { createDynamoDb } from "#local/aws/dynamodb.ts";
import { memoryJournal } from "#local/aws/journal.ts";
import type { Template } from "#local/aws/provision/template.ts";
import { type ProvisionOptions, provision } from "#local/aws/provision.ts";
import { createSqs } from "#local/aws/sqs.ts";
import { createSsm } from "#local/aws/ssm.ts";

/** Where the resources of these tests are. */
export const account = { region: "eu-west-1", accountId: "111122223333" };

/** Empty services. */
export function services() {
  const options = {
    ...account,
    clock: virtualClock(),
    journal: memoryJournal(),
    baseUrl: () => "http://127.0.0.1:4566",
  };
  return { dynamodb: createDynamoDb(options), sqs: createSqs(options), ssm: createSsm(options) };
}

/** Provisions a template into empty services. */
export const provisioned = (template: Template, options: Partial<ProvisionOptions> = {}) =>
  provision({
    ...account,
    template,
    services: services(),
    stackName: "bookshop",
    codeDirectory: (name) => `/code/${name}`,
    openApi: (logicalId) => `http://127.0.0.1:3000/${logicalId}`,
    ...options,
  });
