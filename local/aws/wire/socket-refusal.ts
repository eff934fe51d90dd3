import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

const refusals: Record<string, [status: number, type: string, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, "RequestTimeoutException", "Reading the request timed out."],
  HPE_HEADER_OVERFLOW: [431, "MalformedHttpRequestException", "The request's headers are too large."],
};
const malformed: [number, string, string] = [
  400,
  "MalformedHttpRequestException",
  "The request is no well-formed HTTP, or it ended early.",
];

/** Answers, on the bare connection, what never became a request, and closes it. */
export function refuseOnSocket(socket: Duplex, code = ""): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, type, message] = refusals[code] ?? malformed;
  const body = JSON.stringify({ __type: type, message });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "content-type: application/x-amz-json-1.0",
      `content-length: ${body.length}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
