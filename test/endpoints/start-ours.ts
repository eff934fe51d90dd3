import { startStack } from "#aws";
import { everythingAt, type Peer } from "./endpoints.ts";

/** Our stand-in, empty. */
export async function startOurs(): Promise<Peer> {
  const stack = await startStack({ template: { Resources: {} }, codeDirectory: () => "." });
  return { endpoints: everythingAt(stack.awsUrl), close: stack.close };
}
