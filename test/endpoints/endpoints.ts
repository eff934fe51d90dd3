/** The services that the product calls. */
export type ServiceName = "dynamodb" | "sqs" | "ssm";

/** Where AWS services stand. */
export interface Endpoints {
  region: string;
  urls: Readonly<Record<ServiceName, string>>;
}

/** Something that speaks AWS's protocols, started for a test run. */
export interface Peer {
  endpoints: Endpoints;
  close(): Promise<void>;
}

export const serviceNames: readonly ServiceName[] = ["dynamodb", "sqs", "ssm"];

/** Every service at one address. */
export const everythingAt = (url: string, region = "us-east-1"): Endpoints => ({
  region,
  urls: { dynamodb: url, sqs: url, ssm: url },
});
