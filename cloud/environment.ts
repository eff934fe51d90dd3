/** The settings of one container, read once and frozen. Secrets are named here by parameter, never held. */
export interface Environment {
  stage: string;
  tableName: string;
  queueUrls: { jobs: string; pages: string };
  allowedOrigins: readonly string[];
  claude: {
    model: string;
    keyParameter: string;
    baseUrl: string | undefined;
    /** How long the stub takes that stands for Claude in a load test; undefined calls Claude. */
    stubLatencyMs: number | undefined;
  };
  google: { clientIdParameter: string; issuer: string | undefined; jwksUri: string | undefined };
  allowListParameter: string;
  logLevel: string | undefined;
  aws: { region: string; endpoint(service: "dynamodb" | "sqs" | "ssm"): string | undefined };
}

type Variables = Readonly<Record<string, string | undefined>>;

const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

/**
 * Reads the settings from environment variables. A function that does not use a setting may lack it: it is "" then.
 * @throws Error naming the variable when a stand-in is configured outside stage `local`, a client would leave loopback
 * in it, or the stub of Claude is configured in stage `prod` or with no whole number.
 */
export function readEnvironment(variables: Variables): Environment {
  const text = (name: string) => variables[name] ?? "";
  const stage = text("STAGE") || "local";
  const endpoint = (service: string) =>
    variables[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? variables.AWS_ENDPOINT_URL;
  const issuer = variables.GOOGLE_ISSUER;
  const trusted = { GOOGLE_ISSUER: issuer, GOOGLE_JWKS_URI: variables.GOOGLE_JWKS_URI };
  if (stage === "local") refuseRemote({ ...endpointsOf(endpoint), ...trusted });
  else refuseOtherThanGoogle(stage, trusted);
  return Object.freeze({
    stage,
    tableName: text("TABLE_NAME"),
    queueUrls: { jobs: text("JOBS_QUEUE_URL"), pages: text("PAGES_QUEUE_URL") },
    allowedOrigins: text("ALLOWED_ORIGINS").split(",").filter(Boolean),
    claude: {
      model: text("CLAUDE_MODEL") || "claude-haiku-4-5",
      keyParameter: text("ANTHROPIC_KEY_PARAMETER"),
      baseUrl: variables.ANTHROPIC_BASE_URL,
      stubLatencyMs: stubLatency(stage, variables.CLAUDE_STUB_LATENCY_MS),
    },
    google: {
      clientIdParameter: text("GOOGLE_CLIENT_ID_PARAMETER"),
      issuer,
      jwksUri: variables.GOOGLE_JWKS_URI,
    },
    allowListParameter: text("ALLOW_LIST_PARAMETER"),
    logLevel: variables.LOG_LEVEL,
    aws: { region: variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? "us-east-1", endpoint },
  });
}

function stubLatency(stage: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (stage === "prod")
    throw new Error(
      "CLAUDE_STUB_LATENCY_MS is set in stage prod, where every page is written by Claude: remove the variable.",
    );
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(
    `CLAUDE_STUB_LATENCY_MS is “${text}”: set it to a whole number of milliseconds, or remove it to call Claude.`,
  );
}

const endpointsOf = (endpoint: (service: string) => string | undefined) =>
  Object.fromEntries(
    ["dynamodb", "sqs", "ssm"].map((service) => [
      `AWS_ENDPOINT_URL_${service.toUpperCase()}`,
      endpoint(service) ?? "(absent)",
    ]),
  );

/** Another issuer, or other keys for Google's, would let anybody in who can set a variable. */
function refuseOtherThanGoogle(stage: string, trusted: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(trusted)) {
    if (value)
      throw new Error(
        `${name} is set in stage ${stage}: only stage local may trust another issuer than Google.`,
      );
  }
}

function refuseRemote(addresses: Readonly<Record<string, string | undefined>>): void {
  for (const [name, address] of Object.entries(addresses)) {
    if (address !== undefined && !loopback.test(address))
      throw new Error(
        `${name} is ${address} in stage local, where every client must stay on loopback: set STAGE, or point it at the local stack.`,
      );
  }
}
