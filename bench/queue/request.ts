/** A request to a service as it went over the wire. */
export interface Request {
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** The service refused it: a condition that did not hold. */
  refused: boolean;
}

/** A string attribute of a map of DynamoDB values. */
export function textIn(map: unknown, name: string): string | undefined {
  const value = (map as Record<string, { S?: string }> | undefined)?.[name];
  return value?.S;
}

/** The partition and sort key of the item that a request is about, joined; "" when it is about none. */
export function itemKey({ input }: Pick<Request, "input">): string {
  const key = input.Key ?? input.Item;
  const pk = textIn(key, "pk");
  return pk === undefined ? "" : `${pk}|${sortKey({ input })}`;
}

/** The sort key of the item that a request is about; "" when it is about none. */
export const sortKey = ({ input }: Pick<Request, "input">): string =>
  textIn(input.Key ?? input.Item, "sk") ?? "";

/** The request with its queue at another address. */
export function readdressed<R extends Pick<Request, "input">>(request: R, awsUrl: string): R {
  const { QueueUrl } = request.input;
  if (typeof QueueUrl !== "string") return request;
  const input = { ...request.input, QueueUrl: awsUrl + new URL(QueueUrl).pathname };
  return { ...request, input };
}
