import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A segment document as it arrived. */
export interface Received {
  name: string;
  id: string;
  trace_id: string;
  parent_id?: string;
  type?: string;
  namespace?: string;
  start_time: number;
  end_time: number;
  fault?: boolean;
  error?: boolean;
  throttle?: boolean;
  http?: { request?: Record<string, unknown>; response?: Record<string, unknown> };
  annotations?: Record<string, unknown>;
  links?: unknown[];
  cause?: { exceptions: { id: string; type: string; message: string; stack: unknown[]; cause?: string }[] };
  subsegments?: Received[];
}

/** A daemon on loopback that keeps what it gets. */
export interface Daemon {
  readonly address: string;
  /** Waits until as many spans have come, whether in one document or in several, and takes them out. */
  spans(count: number): Promise<Received[]>;
  /** The datagrams that have come so far. */
  readonly datagrams: string[];
  close(): void;
}

/** Starts a daemon that throws on a document which the real one would refuse. */
export async function startDaemon(): Promise<Daemon> {
  const socket = createSocket("udp4");
  const datagrams: string[] = [];
  let received: Received[] = [];
  socket.on("message", (datagram) => {
    datagrams.push(String(datagram));
    received.push(...flat(readDatagram(String(datagram))));
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    datagrams,
    async spans(count) {
      while (received.length < count) await once(socket, "message");
      const taken = received;
      received = [];
      return taken;
    },
    close: () => socket.close(),
  };
}

// The spans of a document, each with the id of the one above.
function flat(document: Received): Received[] {
  const { subsegments = [], ...alone } = document;
  const below = subsegments.flatMap((child) =>
    flat({ ...child, trace_id: document.trace_id, parent_id: document.id }),
  );
  return [alone, ...below];
}

/** Reads a datagram by the daemon's rules. */
export function readDatagram(datagram: string): Received {
  const [header, ...rest] = datagram.split("\n");
  if (header !== '{"format":"json","version":1}') throw new Error(`wrong header: ${header}`);
  const document: Received = JSON.parse(rest.join("\n"));
  const complaints = complaintsOf(document);
  if (Buffer.byteLength(datagram) > 65_507) complaints.push("too large for a datagram");
  if (complaints.length > 0) throw new Error(`${complaints.join("; ")}: ${datagram}`);
  return document;
}

type Rule = (value: unknown) => boolean;

const matches =
  (shape: RegExp): Rule =>
  (value) =>
    typeof value === "string" && shape.test(value);
const isTime: Rule = (value) => typeof value === "number" && value > 1e9 && value < 1e10;
const isTrue: Rule = (value) => value === true;
const isObject: Rule = (value) => typeof value === "object" && value !== null;
const hex16 = /^[0-9a-f]{16}$/;

// https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
const rules: Record<string, Rule> = {
  name: matches(/^[\p{L}\p{N}\s_.:/%&#=+\\\-@]{1,200}$/u),
  id: matches(hex16),
  trace_id: matches(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  parent_id: matches(hex16),
  type: (value) => value === "subsegment",
  namespace: (value) => value === "remote" || value === "aws",
  start_time: isTime,
  end_time: isTime,
  error: isTrue,
  fault: isTrue,
  throttle: isTrue,
  http: isObject,
  annotations: isAnnotations,
  metadata: isObject,
  cause: isCause,
  subsegments: (value) => Array.isArray(value) && value.every((child) => innerComplaints(child).length === 0),
  links: (value) => Array.isArray(value) && value.every(isLink),
  aws: isObject,
  service: isObject,
};

function complaintsOf(document: Received): string[] {
  const missing = ["name", "id", "trace_id", "start_time", "end_time"].filter((name) => !(name in document));
  if ((document.type === undefined) !== (document.parent_id === undefined)) missing.push("type or parent_id");
  return [...missing.map((name) => `${name} is missing`), ...innerComplaints(document)];
}

function innerComplaints(document: object): string[] {
  const wrong = Object.entries(document).filter(([name, value]) => rules[name]?.(value) !== true);
  return wrong.map(([name]) => `${name} is wrong`);
}

function isAnnotations(value: unknown): boolean {
  const entries = Object.entries(value as object);
  return (
    entries.length <= 50 &&
    entries.every(([name, one]) => /^\w+$/.test(name) && ["string", "number", "boolean"].includes(typeof one))
  );
}

function isCause(value: unknown): boolean {
  const { exceptions } = value as Received["cause"] & object;
  const ids = exceptions.map(({ id }) => id);
  return exceptions.every(
    ({ id, message, type, stack, cause }) =>
      hex16.test(id) &&
      typeof message === "string" &&
      typeof type === "string" &&
      Array.isArray(stack) &&
      stack.every(isFrame) &&
      (cause === undefined || ids.includes(cause)),
  );
}

function isFrame(value: unknown): boolean {
  const { path, line, label } = value as Record<string, unknown>;
  return typeof path === "string" && Number.isInteger(line) && typeof label === "string";
}

function isLink(value: unknown): boolean {
  const { trace_id, id } = value as Record<string, unknown>;
  return rules.trace_id?.(trace_id) === true && rules.id?.(id) === true;
}
