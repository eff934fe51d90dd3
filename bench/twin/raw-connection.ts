import { connect, type Socket } from "node:net";

/** A reply as it came: its status, and its body as text. */
export interface RawReply {
  status: number;
  body: string;
}

/** One kept-alive connection; it carries one request at a time. */
export interface RawConnection {
  /** @throws Error when the server hangs up or answers without a length. */
  send(request: Buffer): Promise<RawReply>;
  close(): void;
}

interface Waiting {
  resolve(reply: RawReply): void;
  reject(error: Error): void;
}

/**
 * Opens a connection to a server on loopback. It does no more than HTTP needs, because a full client takes longer for a
 * call than any of the servers.
 */
export async function openRawConnection(port: number): Promise<RawConnection> {
  const socket = await connected(port);
  let waiting: Waiting | undefined;
  let received: Buffer[] = [];
  const settle = (use: (waiting: Waiting) => void) => {
    const settled = waiting;
    waiting = undefined;
    received = [];
    if (settled) use(settled);
  };
  socket.on("data", (chunk) => {
    received.push(chunk);
    const bytes = received.length === 1 ? chunk : Buffer.concat(received);
    try {
      const reply = readReply(bytes);
      if (reply) settle(({ resolve }) => resolve(reply));
      else received = [bytes];
    } catch (error) {
      settle(({ reject }) => reject(error as Error));
    }
  });
  socket.on("error", (error) => settle(({ reject }) => reject(error)));
  socket.on("close", () =>
    settle(({ reject }) => reject(new Error("The server hung up before it answered."))),
  );
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });
}

const headEnd = Buffer.from("\r\n\r\n");

/** The reply in these bytes; undefined while some of it is missing. @throws Error when it tells no length. */
export function readReply(bytes: Buffer): RawReply | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`The server answered without a length: ${head}`);
  const start = end + headEnd.length;
  const total = start + Number(length);
  if (bytes.length < total) return undefined;
  // "HTTP/1.1 200": the status stands at a fixed place.
  return { status: Number(head.slice(9, 12)), body: bytes.toString("utf8", start, total) };
}
