import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileJournal, type Stack, startStack, type Template } from "#aws";
import { ensureBuilt } from "#build/ensure-built.ts";
import { type ClaudeStandIn, startClaude } from "./claude.ts";
import { type GoogleStandIn, startGoogle } from "./google.ts";
import type { StartOptions } from "./start-options.ts";

/** The whole system, running on this machine. */
export interface System {
  stack: Stack;
  apiUrl: string;
  /** Absent when the real Claude is called. */
  claude: ClaudeStandIn | undefined;
  google: GoogleStandIn;
  logFile: string;
  /** How many lines of level `error` the functions have written. */
  errors(): number;
  close(): Promise<void>;
}

/** How to start the system. */
export interface SystemOptions
  extends Pick<
    StartOptions,
    "port" | "awsPort" | "concurrency" | "claude" | "claudeLatencyMs" | "dataDirectory"
  > {
  logFile: string;
  /** Gets a line before each step that takes time. */
  onProgress?: (line: string) => void;
}

const clientId = "marketbrewer-local.apps.example.com";

const allowList = [
  { email: "viewer@example.com", role: "viewer" },
  { email: "operator@example.com", role: "operator" },
  { email: "admin@example.com", role: "admin" },
];

/** Starts the stand-ins, builds what changed, and provisions the packaged template. @throws Error with code EADDRINUSE when a port is taken. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const built = await ensureBuilt({
      stage: "local",
      ...(options.onProgress && { onProgress: options.onProgress }),
    });
    const google = await startGoogle({ clientId });
    closers.push(() => google.close());
    const claude =
      options.claude === "real"
        ? undefined
        : await startClaude({ settings: { latencyMs: options.claudeLatencyMs } });
    if (claude) closers.push(() => claude.close());
    const log = openLog(options.logFile);
    closers.push(log.close);
    const stack = await startStack({
      template: built.template as Template,
      codeDirectory: (name) => built.codeDirectory(name.replace("marketbrewer-local-", "")),
      awsPort: options.awsPort,
      httpPort: options.port,
      maximumEnvironments: options.concurrency,
      environment: ({ httpUrl }) => environmentOf(httpUrl, google, claude),
      onLog: ({ line }) => log.write(line),
      onError: log.write,
      ...(options.dataDirectory && { journal: fileJournal(options.dataDirectory) }),
    });
    closers.push(() => stack.close());
    await putParameters(stack, claude ? "stand-in-key" : (process.env.ANTHROPIC_API_KEY ?? ""));
    return {
      stack,
      apiUrl: stack.httpUrl,
      claude,
      google,
      logFile: options.logFile,
      errors: log.errors,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the functions get here besides the template's own variables: where the stand-ins are. */
function environmentOf(httpUrl: string, google: GoogleStandIn, claude: ClaudeStandIn | undefined) {
  return {
    GOOGLE_ISSUER: google.url,
    GOOGLE_JWKS_URI: google.jwksUri,
    ALLOWED_ORIGINS: `${httpUrl},${httpUrl.replace("127.0.0.1", "localhost")}`,
    ...(claude && { ANTHROPIC_BASE_URL: claude.url }),
  };
}

async function putParameters(stack: Stack, anthropicKey: string): Promise<void> {
  const parameters = {
    "anthropic-api-key": anthropicKey,
    "google-client-id": clientId,
    "allow-list": JSON.stringify(allowList),
  };
  for (const [name, value] of Object.entries(parameters))
    await stack.call("ssm", "PutParameter", {
      Name: `/marketbrewer/local/${name}`,
      Value: value,
      Type: "SecureString",
      Overwrite: true,
    });
}

const flushMs = 200;

/** Writes lines to a file, a fifth of a second's worth at a time: a write for each would cost more than the line. */
function openLog(file: string) {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file);
  let errors = 0;
  let held: string[] = [];
  const flush = () => {
    if (held.length > 0) stream.write(`${held.join("\n")}\n`);
    held = [];
  };
  const flushing = setInterval(flush, flushMs);
  return {
    write(line: string) {
      if (line.includes('"level":"error"')) errors++;
      held.push(line);
    },
    errors: () => errors,
    close: () => {
      clearInterval(flushing);
      flush();
      return new Promise<void>((resolve) => stream.end(resolve));
    },
  };
}
