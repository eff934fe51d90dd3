import { parseArgs } from "node:util";

/** What the command was asked for. */
export interface CliOptions {
  template: string;
  /** The port of the first API; 0 takes any free one. */
  port: number;
  /** The port of the AWS protocols; 0 takes any free one. */
  awsPort: number;
  /** Where the data are kept; undefined keeps them in memory. */
  dataDirectory: string | undefined;
  parameters: Record<string, string>;
  /** Values for Parameter Store, by name, before the template is read. */
  ssm: Record<string, string>;
  /** Where the code of functions is, by name. */
  code: Record<string, string>;
  environmentFile: string | undefined;
  /** Where the keys of a token issuer are asked for instead of at its own URL, by that URL. */
  issuers: Record<string, string>;
  region: string;
  stackName: string;
  /** How many environments a function may have. */
  concurrency: number;
  json: boolean;
}

/** What was wrong with the command line, for its user. */
export class UsageError extends Error {}

/** The help of the command. @param command what the user types, such as `npx marketbrewer local`. */
export const usage = (
  command: string,
) => `Runs a serverless project on this machine, from its packaged CloudFormation template.

${command} --template FILE [options]

  --template FILE        what "serverless package", "cdk synth" or "sam build" wrote, or a template in YAML or JSON
  --port N               port of the first API (3000); each further one takes a free port; 0 takes any free one
  --aws-port N           port of the AWS protocols (4566); 0 takes any free one
  --data DIR             keep the data in DIR and go on from them next time
  --parameter NAME=VALUE a parameter of the template; repeat it for more
  --ssm NAME=VALUE       put a value into Parameter Store before the template is read; repeat it for more
  --code NAME=PATH       the folder or zip file of a function's code; repeat it for more
  --env-file FILE        further environment variables of every function
  --issuer URL=URL       where to ask for the keys of a token issuer instead of at its own URL; repeat it for more
  --region R             the region (us-east-1)
  --stack-name NAME      the stack's name, which is in the names of resources that have none (local)
  --concurrency N        environments a function may have, 1 to 64 (4)
  --json                 print one line of JSON when everything runs, and logs on the standard error
  --help                 this text`;

/** Reads the command line; undefined when help is asked for. @throws UsageError with one sentence. */
export function readCliOptions(args: readonly string[]): CliOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.template === undefined)
    throw new UsageError(
      "Give the template with --template FILE, such as .serverless/cloudformation-template-update-stack.json.",
    );
  return {
    template: values.template,
    port: whole("--port", values.port, 3000, [0, 65_535]),
    awsPort: whole("--aws-port", values["aws-port"], 4566, [0, 65_535]),
    dataDirectory: values.data,
    parameters: pairs("--parameter", values.parameter),
    ssm: pairs("--ssm", values.ssm),
    code: pairs("--code", values.code),
    environmentFile: values["env-file"],
    issuers: pairs("--issuer", values.issuer, "URL=URL"),
    region: regionOf(values.region),
    stackName: values["stack-name"] ?? "local",
    concurrency: whole("--concurrency", values.concurrency, 4, [1, 64]),
    json: values.json ?? false,
  };
}

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

function parse(args: readonly string[]) {
  try {
    const options = {
      ...{ template: text, port: text, "aws-port": text, data: text, "env-file": text, region: text },
      ...{ parameter: texts, ssm: texts, code: texts, issuer: texts, "stack-name": text, concurrency: text },
      ...{ json: flag, help: flag },
    };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UsageError(`${line.replace(/\.?$/, ".")} Use --help for the options.`);
  }
}

function whole(name: string, given: string | undefined, absent: number, [least, most]: [number, number]) {
  if (given === undefined) return absent;
  const number = Number(given);
  if (given.trim() !== "" && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`${name} takes a whole number from ${least} to ${most}, and got "${given}".`);
}

function pairs(name: string, given: readonly string[] = [], form = "NAME=VALUE"): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const mark = pair.indexOf("=");
      if (mark < 1) throw new UsageError(`${name} takes ${form}, and got "${pair}".`);
      return [pair.slice(0, mark), pair.slice(mark + 1)];
    }),
  );
}

function regionOf(region = "us-east-1"): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return region;
  throw new UsageError(`--region takes a region such as us-east-1, and got "${region}".`);
}
