import type { RestReply } from "../dispatch.ts";

/** A reply of Lambda's API in JSON. */
export const jsonReply = (status: number, body: object): RestReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
