import { execFile } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { loadTemplate, type Stack, startStack } from "#aws";
import { root } from "#build/root.ts";
import { runOsls } from "#build/run-osls.ts";
import { type Daemon, startDaemon } from "../trace/daemon.ts";

/** A line of the functions' log. */
export interface Line {
  functionName: string;
  line: string;
}

/** The project, packaged with the layer in it. */
export interface Newsroom {
  readonly project: string;
  remove(): Promise<void>;
}

/** Builds the layer and packages the project, as its owner would. */
export async function packageNewsroom(): Promise<Newsroom> {
  await mkdir(path.join(root, ".build"), { recursive: true });
  const project = await mkdtemp(path.join(root, ".build/newsroom-"));
  await cp(path.join(root, "test/fixtures/foreign/newsroom"), project, { recursive: true });
  await Promise.all([buildLayer(path.join(project, "layer.zip")), bundle(project)]);
  await packageInEmptyAccount(project);
  return { project, remove: () => rm(project, { recursive: true, force: true }) };
}

// A service with layers asks CloudFormation for its stack while it is packaged.
async function packageInEmptyAccount(project: string): Promise<void> {
  const code = "<Error><Code>ValidationError</Code><Message>Stack does not exist</Message></Error>";
  const server = createServer((_, response) =>
    response.writeHead(400).end(`<ErrorResponse>${code}</ErrorResponse>`),
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await runOsls(["package"], project, {
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
    });
  } finally {
    server.close();
  }
}

/** Runs the layer's script. */
export async function buildLayer(file: string): Promise<string> {
  const script = path.join(root, "middleware/scripts/layer.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--out", file]);
  return stdout;
}

async function bundle(project: string): Promise<void> {
  await build({
    absWorkingDir: project,
    entryPoints: ["src/story.mjs", "src/listen.mjs"],
    outdir: "bundled",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
  });
}

/** A stand-in that runs the project. */
export interface Running {
  readonly stack: Stack;
  readonly daemon: Daemon;
  readonly lines: Line[];
  /** The wide lines of a function so far, parsed. */
  wide(functionName: string): Record<string, unknown>[];
  /** Waits until what the lines tell is so. */
  until(holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts the packaged project with the sidecar in a mode. */
export async function startNewsroom({ project }: Newsroom, mode: string): Promise<Running> {
  const daemon = await startDaemon();
  const lines: Line[] = [];
  const written = new EventEmitter();
  const stack = await startStack({
    ...loadTemplate(path.join(project, ".serverless/cloudformation-template-update-stack.json")),
    region: "eu-central-1",
    environment: { MIDDLEWARE_OBSERVABILITY: mode, AWS_XRAY_DAEMON_ADDRESS: daemon.address },
    onLog(line) {
      lines.push(line);
      written.emit("line");
    },
  });
  return {
    stack,
    daemon,
    lines,
    wide: (functionName) => lines.flatMap((line) => wideLine(line, functionName)),
    async until(holds) {
      while (!holds()) await once(written, "line");
    },
    async close() {
      await stack.close();
      daemon.close();
    },
  };
}

function wideLine({ functionName, line }: Line, wanted: string): Record<string, unknown>[] {
  if (functionName !== `newsroom-dev-${wanted}` || !line.startsWith("{")) return [];
  const parsed: Record<string, unknown> = JSON.parse(line);
  return parsed.durationMs === undefined ? [] : [parsed];
}

/** A reply as the wire carries it, but for what is different each time. */
export async function replyOf(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const changing = ["date", "apigw-requestid", "x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id"];
  const kept = [...response.headers].filter(([name]) => !changing.includes(name));
  const { "x-request-id": requestId, ...rest } = Object.fromEntries(kept);
  const body = Buffer.from(await response.arrayBuffer()).toString("base64");
  return { requestId, reply: { status: response.status, headers: rest, body } };
}
