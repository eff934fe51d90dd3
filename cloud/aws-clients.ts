import type { Environment } from "./environment.ts";

/** What every AWS client is made with: the endpoint is explicit, so that no client leaves it by itself. */
function clientOptions(
  { stage, aws: { region, endpoint } }: Environment,
  service: "dynamodb" | "sqs" | "ssm",
) {
  const url = endpoint(service);
  // One try: retries are ours, on the injected clock.
  return {
    region,
    maxAttempts: 1,
    // The same few commands are sent again and again; their middleware need not be put together each time.
    cacheMiddleware: true,
    requestHandler,
    ...(url && { endpoint: url }),
    ...(stage === "local" && { credentials: nobody, signer: unsigned, ...nobodysSettings }),
  };
}

// A connection that stands still must not hold a worker until Lambda's end; the slowest answer here is a 16 MB batch.
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

// The stand-in asks for none, and a developer's own must not be sent to it.
const nobody = { accessKeyId: "local", secretAccessKey: "local" };
// It does not read signatures either, and making them is a tenth of a page's processor time (docs/decisions/0007).
const unsigned = { sign: async <T>(request: T) => request };

// The developer's own: one makes a client ask the machine's metadata service for its region, the others let it refuse
// an endpoint of its own.
const nobodysSettings = {
  defaultsMode: "legacy" as const,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
};

const once = <T>(make: () => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/**
 * The AWS clients of one container. Each SDK is loaded when its first call is made: an invocation that needs none of
 * them, such as a health check, pays for none.
 */
export function awsClients(environment: Environment) {
  return {
    dynamodb: once(async () => {
      const sdk = await import("./dynamodb-sdk.ts");
      return { sdk, client: new sdk.DynamoDBClient(clientOptions(environment, "dynamodb")) };
    }),
    sqs: once(async () => {
      const sdk = await import("./sqs-sdk.ts");
      // A queue's URL names a host; the client must not follow it away from the endpoint.
      const options = { ...clientOptions(environment, "sqs"), useQueueUrlAsEndpoint: false };
      return { sdk, client: new sdk.SQSClient(options) };
    }),
    ssm: once(async () => {
      const sdk = await import("./ssm-sdk.ts");
      return { sdk, client: new sdk.SSMClient(clientOptions(environment, "ssm")) };
    }),
  };
}

export type AwsClients = ReturnType<typeof awsClients>;
