/** The services that are measured. */
export type PeerService = "dynamodb" | "sqs";

const targets = { dynamodb: "DynamoDB_20120810", sqs: "AmazonSQS" };

/** Shaped as a signature is, since some stand-ins look for one; none of them checks it. */
const authorization = (service: PeerService) =>
  `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${"0".repeat(64)}`;

/** Makes the bytes of a request of an AWS JSON protocol, ready to be written to a connection. */
export function prepareRequest(service: PeerService, operation: string, input: object): Buffer {
  const body = JSON.stringify(input);
  const head = [
    "POST / HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/x-amz-json-1.0",
    `x-amz-target: ${targets[service]}.${operation}`,
    "x-amz-date: 20260101T000000Z",
    `authorization: ${authorization(service)}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}
