import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AwsError } from "../aws-error.ts";

const gunzipAsync = promisify(gunzip);

/** A body that is larger than any service takes. */
export const tooLarge = (largest: number): AwsError =>
  new AwsError(
    "RequestEntityTooLargeException",
    `The request body is larger than ${largest} bytes: send less at once.`,
    413,
  );

const malformed = (message: string) => new AwsError("MalformedHttpRequestException", message);

/**
 * The bytes of a body as they were before the client compressed them; CloudWatch's does so above about 10 KB.
 * @throws AwsError MalformedHttpRequestException for an unknown or broken compression, RequestEntityTooLargeException
 */
export async function unpack(body: Buffer, encoding: string, largest: number): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === "identity") return body;
  if (name !== "gzip")
    throw malformed(`The content encoding ${name} is not known here: send the body plain or with gzip.`);
  try {
    return await gunzipAsync(body, { maxOutputLength: largest });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(largest);
    throw malformed("The request body is not what its content encoding gzip says.");
  }
}
