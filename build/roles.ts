import { type Grants, grants, type Parameter, type Queue, type TableAction } from "./grants.ts";

/** What osls hands to a function that a `${file(…)}` variable names. */
interface VariableContext {
  resolveVariable(address: string): Promise<string>;
}

/** One IAM role per function, by logical id (`ApiRole` …), as `serverless.yml` takes them in. */
export default async function roles({ resolveVariable }: VariableContext): Promise<object> {
  const stage = await resolveVariable("sls:stage");
  const entries = Object.entries(grants).map(([name, own]) => {
    const id = logicalId(name);
    return [`${id}Role`, role(id, own, stage)];
  });
  return Object.fromEntries(entries);
}

/** `write-page` → `WriteDashpage`: how osls spells a function's name in logical ids. */
function logicalId(name: string): string {
  const spelt = name.replaceAll("-", "Dash");
  return spelt.charAt(0).toUpperCase() + spelt.slice(1);
}

function role(id: string, own: Grants, stage: string): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [allow(["sts:AssumeRole"], { Principal: { Service: "lambda.amazonaws.com" } })],
      },
      Policies: [
        {
          PolicyName: "own",
          PolicyDocument: { Version: "2012-10-17", Statement: statements(id, own, stage) },
        },
      ],
    },
  };
}

function statements(id: string, own: Grants, stage: string): object[] {
  return [
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], { Resource: arnOf(`${id}LogGroup`) }),
    ...onTable(own.table ?? []),
    ...onQueues(own.send, ["sqs:SendMessage"]),
    ...onQueues(own.consume, consuming),
    ...onQueues(own.watch, ["sqs:GetQueueAttributes"]),
    ...(own.parameters ?? []).flatMap((name) => onParameter(name, stage)),
  ];
}

const consuming = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibility",
  "sqs:GetQueueAttributes",
];

function onTable(actions: readonly TableAction[]): object[] {
  if (actions.length === 0) return [];
  return [
    allow(
      actions.map((action) => `dynamodb:${action}`),
      { Resource: arnOf("Table") },
    ),
  ];
}

function onQueues(queues: readonly Queue[] = [], actions: readonly string[]): object[] {
  return queues.length === 0 ? [] : [allow(actions, { Resource: queues.map(arnOf) })];
}

// SecureString parameters name themselves in the encryption context, so decryption is granted for them alone.
function onParameter(name: Parameter, stage: string): object[] {
  const arn = sub(`parameter/marketbrewer/${stage}/${name}`, "ssm");
  return [
    allow(["ssm:GetParameter"], { Resource: arn }),
    allow(["kms:Decrypt"], {
      Resource: sub("key/*", "kms"),
      Condition: {
        StringEquals: {
          "kms:EncryptionContext:PARAMETER_ARN": arn,
          "kms:ViaService": { "Fn::Sub": `ssm.\${AWS::Region}.amazonaws.com` },
        },
      },
    }),
  ];
}

const allow = (actions: readonly string[], rest: object): object => ({
  Effect: "Allow",
  Action: actions,
  ...rest,
});
const arnOf = (logicalId: string): object => ({ "Fn::GetAtt": [logicalId, "Arn"] });
const sub = (resource: string, service: string): object => ({
  "Fn::Sub": `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});
