import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Metafile } from "esbuild";
import { functionNames } from "#build/function-names.ts";
import { root } from "#build/root.ts";
import { functionsDirectory } from "#build/steps.ts";
import { idIn, type Properties, packagedTemplate, type Template, textsIn } from "./template.ts";

interface Statement {
  Effect: string;
  Action: string[];
  Resource?: unknown;
  Condition?: Properties;
}

let template: Template;
let metafiles: Record<string, Metafile>;

beforeAll(async () => {
  template = await packagedTemplate("staging");
  metafiles = JSON.parse(await readFile(path.join(functionsDirectory, "meta.json"), "utf8"));
}, 120_000);

const idOf = (name: string): string => {
  const spelt = name.replaceAll("-", "Dash");
  return spelt.charAt(0).toUpperCase() + spelt.slice(1);
};

function statementsOf(name: string): Statement[] {
  const { Role } = template.at(`${idOf(name)}LambdaFunction`).Properties;
  const policies = template.at(Role).Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

const allStatements = (): Statement[] => functionNames.flatMap(statementsOf);

/** What `service` actions a function is granted, by resource. */
function granted(name: string, service: string): Record<string, string[]> {
  const grants: Record<string, string[]> = {};
  for (const { Action, Resource } of statementsOf(name)) {
    const actions = Action.filter((action) => action.startsWith(`${service}:`));
    for (const resource of actions.length > 0 ? [Resource].flat() : []) {
      const id = idIn(resource);
      grants[id] = [...(grants[id] ?? []), ...actions.map((action) => action.slice(service.length + 1))];
    }
  }
  return grants;
}

/** The methods of a port that the use cases in a function's bundle call. */
async function called(name: string, port: string): Promise<Set<string>> {
  const outputs = Object.values(metafiles[name]?.outputs ?? {});
  const files = outputs.flatMap(({ inputs }) =>
    Object.keys(inputs).filter(
      (file) => file.startsWith("pipeline/") && (inputs[file]?.bytesInOutput ?? 0) > 0,
    ),
  );
  const sources = await Promise.all(
    [...new Set(files)].map((file) => readFile(path.join(root, file), "utf8")),
  );
  const calls = sources.join("\n").matchAll(new RegExp(`\\b${port}\\s*\\.\\s*(\\w+)`, "g"));
  return new Set([...calls].map(([, method = ""]) => method));
}

const actionOf: Record<string, string> = {
  get: "GetItem",
  getMany: "BatchGetItem",
  query: "Query",
  put: "PutItem",
  update: "UpdateItem",
  remove: "DeleteItem",
};

describe("permissions", () => {
  test("each function has a role of its own", () => {
    const functions = template.ofType("AWS::Lambda::Function");
    expect(functions.map(([id]) => id)).toEqual(functionNames.map((name) => `${idOf(name)}LambdaFunction`));
    expect(functions.map(([, { Properties }]) => idIn(Properties.Role))).toEqual(
      functionNames.map((name) => `${idOf(name)}Role`),
    );
    expect(template.ofType("AWS::IAM::Role")).toHaveLength(functionNames.length);
  });

  test("no action and no resource is a wildcard, but for keys that SSM alone may use for one parameter", () => {
    for (const { Action, Resource, Condition } of allStatements()) {
      expect(Action.join()).not.toContain("*");
      if (!textsIn(Resource).join().includes("*")) continue;
      expect(Action).toEqual(["kms:Decrypt"]);
      expect(Condition?.StringEquals).toMatchObject({
        "kms:EncryptionContext:PARAMETER_ARN": expect.anything(),
        "kms:ViaService": { "Fn::Sub": `ssm.\${AWS::Region}.amazonaws.com` },
      });
    }
  });

  test.each(functionNames)("%s may do with the table what its code does, and nothing else", async (name) => {
    const actions = [...(await called(name, "table"))].map((method) => actionOf[method] ?? method);
    expect((granted(name, "dynamodb").Table ?? []).sort()).toEqual(actions.sort());
  });

  test("each queue is written and read by those that work with it", () => {
    const receive = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"];
    expect(functionNames.map((name) => [name, granted(name, "sqs")])).toEqual([
      ["api", { JobsQueue: ["SendMessage"] }],
      ["health", {}],
      ["dispatch", { JobsQueue: ["SendMessage", ...receive], PagesQueue: ["SendMessage"] }],
      ["write-page", { PagesQueue: ["SendMessage", ...receive] }],
      [
        "sweep",
        {
          JobsQueue: ["SendMessage", "GetQueueAttributes"],
          PagesQueue: ["SendMessage", "GetQueueAttributes"],
        },
      ],
    ]);
  });

  test.each(functionNames)(
    "%s may read the parameters that it is told the names of, and no other",
    (name) => {
      const { Environment } = template.at(`${idOf(name)}LambdaFunction`).Properties;
      const { Variables } = Environment as { Variables: Properties };
      const told = textsIn(Variables).filter((text) => text.startsWith("/marketbrewer/"));
      const readable = statementsOf(name)
        .filter(({ Action }) => Action.includes("ssm:GetParameter"))
        .flatMap(({ Resource }) => textsIn(Resource));
      const prefix = `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter`;
      expect(readable.sort()).toEqual(told.map((parameter) => prefix + parameter).sort());
    },
  );

  test("health may write its log and nothing else", () => {
    expect(statementsOf("health").flatMap(({ Action }) => Action)).toEqual([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
  });
});
