import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ServiceCall, type Stack, startStack, type Template } from "#aws";
import { type ApiClient, apiClient } from "#local/api-client.ts";
import { startClaude } from "#local/claude.ts";
import { startGoogle } from "#local/google.ts";

/** How to start the product for a measurement. */
export interface ProductOptions {
  functions: string;
  templateFile: string;
  /** The stub answers inside the functions, the stand-in over HTTP; both at once. */
  claude: "stub" | "stand-in";
  environments: number;
  onCall?: (call: ServiceCall) => void;
}

/** The product, running on the local stack. */
export interface Product {
  stack: Stack;
  api: ApiClient;
}

const operator = "operator@example.com";
const clientId = "bench-client";
const prefix = "marketbrewer-local-";

/** Starts the stand-ins and the packaged template, and signs an operator in. It ends with the process. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const google = await startGoogle({ clientId });
  const stack = await startStack({
    template: JSON.parse(await readFile(options.templateFile, "utf8")) as Template,
    codeDirectory: (name) => join(options.functions, name.replace(prefix, "")),
    maximumEnvironments: options.environments,
    environment: {
      GOOGLE_ISSUER: google.url,
      GOOGLE_JWKS_URI: google.jwksUri,
      ...(await claudeVariables(options.claude)),
    },
    onError: (sentence) => console.error(sentence),
    ...(options.onCall && { onCall: options.onCall }),
  });
  await putParameters(stack);
  return { stack, api: apiClient(stack.httpUrl, google.token(operator)) };
}

const claudeVariables = async (claude: ProductOptions["claude"]): Promise<Record<string, string>> =>
  claude === "stub" ? { CLAUDE_STUB_LATENCY_MS: "0" } : { ANTHROPIC_BASE_URL: (await startClaude()).url };

async function putParameters(stack: Stack): Promise<void> {
  const parameters = {
    "anthropic-api-key": "stand-in-key",
    "google-client-id": clientId,
    "allow-list": JSON.stringify([{ email: operator, role: "operator" }]),
  };
  for (const [name, Value] of Object.entries(parameters))
    await stack.call("ssm", "PutParameter", {
      Name: `/marketbrewer/local/${name}`,
      Value,
      Type: "SecureString",
    });
}
