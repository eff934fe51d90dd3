import { awsClients } from "#cloud/aws-clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { type Request, readdressed } from "./request.ts";

/** A request as the SDK takes it, ready to be sent. */
export interface ReadyRequest extends Request {
  service: "dynamodb" | "sqs";
}

interface Sender {
  send(command: unknown): Promise<unknown>;
}
type Command = new (input: unknown) => unknown;

/**
 * Makes a plain sender: the product's AWS clients with the product's options, and nothing around them. The SDK is loaded
 * with the first request, as in a function.
 */
export function bareClient(awsUrl: string): (request: ReadyRequest) => Promise<void> {
  const clients = awsClients(readEnvironment({ STAGE: "local", AWS_ENDPOINT_URL: awsUrl }));
  return async ({ service, operation, input, refused }) => {
    const { sdk, client } = await clients[service]();
    const NamedCommand = (sdk as unknown as Record<string, Command>)[`${operation}Command`];
    if (!NamedCommand) throw new Error(`The clients have no command for ${service} ${operation}.`);
    try {
      await (client as unknown as Sender).send(new NamedCommand(input));
    } catch (error) {
      if (!refused) throw error;
    }
  };
}

/** Prepares a recorded request: the wire's base64 becomes bytes again, and its queue is at this address. */
export const ready = (request: Request, awsUrl: string): ReadyRequest => ({
  ...(readdressed(request, awsUrl) as ReadyRequest),
  input: withBytes(readdressed(request, awsUrl).input) as Record<string, unknown>,
});

function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "B" && typeof inner === "string"
        ? new Uint8Array(Buffer.from(inner, "base64"))
        : withBytes(inner),
    ]),
  );
}
