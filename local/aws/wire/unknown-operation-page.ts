import type { WireReply } from "./exchange.ts";

/** What AWS answers to a request in which it finds no operation at all. */
export const unknownOperationPage = (requestId: string): WireReply => ({
  status: 404,
  headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
  body: "<UnknownOperationException/>\n",
});
