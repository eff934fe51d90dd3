import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { idIn, type Resource, type Template } from "../build/template.ts";
import { parameterValues } from "../support/product.ts";
import type { Clients } from "./clients.ts";

/** A queue of the product as it stands at an endpoint. */
export interface MadeQueue {
  url: string;
  arn: string;
}

/** The product's own resources at an endpoint, under names that nobody else has. */
export interface Resources {
  tableName: string;
  /** By the name's last part: `jobs`, `jobs-dlq`, `pages`, `pages-dlq`. */
  queues: Readonly<Record<string, MadeQueue>>;
  /** The name of each parameter, by the setting that names it. */
  parameters: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Makes what the packaged template defines: the table, the queues with their dead letters, and the parameters. */
export async function createResources(clients: Clients, template: Template): Promise<Resources> {
  const prefix = `marketbrewer-${crypto.randomUUID()}`;
  const removers: (() => Promise<unknown>)[] = [];
  const remove = async () => {
    const outcomes = await Promise.allSettled(removers.splice(0).map((remover) => remover()));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  };
  try {
    await createTable(clients, template, prefix, removers);
    const queues = await createQueues(clients, template, prefix, removers);
    const parameters = await createParameters(clients, prefix, removers);
    return { tableName: prefix, queues, parameters, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Removers = (() => Promise<unknown>)[];

async function createTable({ dynamodb }: Clients, template: Template, TableName: string, removers: Removers) {
  const [[, definition] = []] = template.ofType("AWS::DynamoDB::Table");
  if (!definition) throw new Error("The template has no table.");
  const { BillingMode, AttributeDefinitions, KeySchema } =
    definition.Properties as unknown as CreateTableCommandInput;
  // Without deletion protection, for the test removes its table; encryption and backups change no answer.
  await dynamodb.send(new CreateTableCommand({ TableName, BillingMode, AttributeDefinitions, KeySchema }));
  removers.push(() => dynamodb.send(new DeleteTableCommand({ TableName })));
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1 }, { TableName });
}

/** The name that a queue of the template has without the stage's own part. */
const shortName = ({ Properties }: Resource) =>
  String(Properties.QueueName).replace("marketbrewer-local-", "");

async function createQueues({ sqs }: Clients, template: Template, prefix: string, removers: Removers) {
  const made: Record<string, MadeQueue> = {};
  const definitions = template.ofType("AWS::SQS::Queue").map(([, resource]) => resource);
  // Dead letters first: the queues name them.
  const isSource = ({ Properties }: Resource) => Properties.RedrivePolicy !== undefined;
  for (const definition of definitions.sort((a, b) => Number(isSource(a)) - Number(isSource(b)))) {
    const QueueName = `${prefix}-${shortName(definition)}`;
    const Attributes = attributesOf(definition, template, made);
    const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    removers.push(() => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));
    const named = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
    );
    made[shortName(definition)] = { url, arn: named.Attributes?.QueueArn ?? "" };
  }
  return made;
}

function attributesOf({ Properties }: Resource, template: Template, made: Record<string, MadeQueue>) {
  const attributes: Record<string, string> = {};
  for (const name of ["VisibilityTimeout", "MessageRetentionPeriod"])
    if (Properties[name] !== undefined) attributes[name] = String(Properties[name]);
  const policy = Properties.RedrivePolicy as
    | { deadLetterTargetArn: unknown; maxReceiveCount: number }
    | undefined;
  if (policy) {
    const deadLetterTargetArn = made[shortName(template.at(idIn(policy.deadLetterTargetArn)))]?.arn;
    attributes.RedrivePolicy = JSON.stringify({ ...policy, deadLetterTargetArn });
  }
  return attributes;
}

async function createParameters({ ssm }: Clients, prefix: string, removers: Removers) {
  const names: Record<string, string> = {};
  for (const [setting, Value] of Object.entries(parameterValues)) {
    const Name = `/${prefix}/${setting}`;
    await ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString" }));
    removers.push(() => ssm.send(new DeleteParameterCommand({ Name })));
    names[setting] = Name;
  }
  return names;
}
