import type { Socket } from "node:dgram";
import type { ResolvedPorts } from "../ports.ts";

const documentHeader = '{"format":"json","version":1}\n';
const defaultAddress = "127.0.0.1:2000";
const mostWaiting = 64;

/** What has become of the documents of this process. */
export interface TraceCounts {
  /** Handed to the network. */
  sent: number;
  /** Larger than a datagram carries, or no daemon could be reached. */
  dropped: number;
}

const counts: TraceCounts = { sent: 0, dropped: 0 };

/** How many X-Ray documents this process has sent to the daemon, and how many it had to drop. */
export function traceCounts(): TraceCounts {
  return { ...counts };
}

/** Counts a document that cannot be sent. */
export function countDropped(): void {
  counts.dropped++;
}

/** Takes one document for the daemon; it never throws and never waits. */
export type SendDocument = (document: string) => void;

const senders = new Map<string, SendDocument>();

/** The way out that a stack's ports name, by default to the daemon. */
export function wayOut({ sendSegment, environment }: ResolvedPorts): SendDocument {
  if (sendSegment === undefined) return daemonAt(environment.daemonAddress);
  return (document) => {
    try {
      sendSegment(document);
    } catch {
      countDropped();
    }
  };
}

/** The way to the daemon at an address such as `127.0.0.1:2000` or `tcp:host:port udp:host:port`. */
function daemonAt(address: string = defaultAddress): SendDocument {
  const known = senders.get(address);
  if (known !== undefined) return known;
  const send = sendTo(addressOf(address));
  senders.set(address, send);
  return send;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

const addressShape = /^\[?([\w.:-]{1,253}?)\]?:(\d{1,5})$/;

function addressOf(text: string): Address | undefined {
  const parts = text.trim().split(/\s+/);
  const part = parts.find((one) => one.startsWith("udp:")) ?? parts[0] ?? "";
  const [, host, port] = addressShape.exec(part.replace(/^udp:/, "")) ?? [];
  return host === undefined || Number(port) > 65_535 ? undefined : { host, port: Number(port) };
}

// One connected socket a process: opening one for each document, or looking the address up, costs more than sending.
function sendTo(address: Address | undefined): SendDocument {
  if (address === undefined) return countDropped;
  let connection: Connection | undefined;
  return (document) => {
    connection ??= connect(address, () => {
      connection = undefined;
    });
    connection.send(documentHeader + document);
  };
}

interface Connection {
  send(datagram: string): void;
}

function connect({ host, port }: Address, failed: () => void): Connection {
  // Loaded with the first document, and without a promise to wait for.
  const { createSocket } = process.getBuiltinModule("node:dgram");
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4").unref();
  let waiting: string[] | undefined = [];
  const giveUp = () => {
    counts.dropped += waiting?.length ?? 0;
    waiting = undefined;
    failed();
  };
  // Nobody listens there, which is no trouble of the work that is traced.
  socket.on("error", () => {
    if (waiting !== undefined) giveUp();
  });
  socket.connect(port, host, () => {
    for (const datagram of waiting ?? []) sendNow(socket, datagram);
    waiting = undefined;
  });
  return {
    send(datagram) {
      if (waiting === undefined) sendNow(socket, datagram);
      else if (waiting.length < mostWaiting) waiting.push(datagram);
      else countDropped();
    },
  };
}

function sendNow(socket: Socket, datagram: string): void {
  try {
    socket.send(datagram);
    counts.sent++;
  } catch {
    countDropped();
  }
}
