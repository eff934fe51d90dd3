import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { HttpEvent, HttpResponse, Ports } from "#middleware";

/** What a test sees of the stack's outside. */
export interface Outside {
  ports: Ports;
  lines: Record<string, unknown>[];
  /** Milliseconds since the epoch; turn it as you like. */
  clock: { now: number };
  /** The timers that were set and not taken back. */
  timers: { run: () => void; milliseconds: number }[];
}

/** Ports that write to memory and read a clock that stands still. */
export function outside(more: Ports = {}): Outside {
  const lines: Record<string, unknown>[] = [];
  const clock = { now: Date.parse("2026-11-23T10:00:00.000Z") };
  const timers: Outside["timers"] = [];
  let made = 0;
  const ports: Ports = {
    now: () => clock.now,
    write: (line) => lines.push(JSON.parse(line)),
    requestId: () => `made-id-${++made}`,
    timer(run, milliseconds) {
      const timer = { run, milliseconds };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
    environment: { functionName: "test-function" },
    ...more,
  };
  return { ports, lines, clock, timers };
}

/** The parts of a request that a test chooses. */
export interface EventParts {
  method?: string;
  path?: string;
  route?: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  query?: Record<string, string>;
  pathParameters?: Record<string, string>;
  base64?: boolean;
}

/** An HTTP API 2.0 event; with a body it is JSON unless the headers say otherwise. */
export function httpEvent(parts: EventParts = {}): HttpEvent {
  const { method = parts.body === undefined ? "GET" : "POST", path = "/things", body } = parts;
  return {
    version: "2.0",
    routeKey: parts.route ?? `${method} ${path}`,
    rawPath: path,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...parts.headers },
    queryStringParameters: parts.query ?? {},
    pathParameters: parts.pathParameters ?? {},
    requestContext: { http: { method, path } },
    isBase64Encoded: parts.base64 ?? false,
    ...(body === undefined ? {} : { body }),
  };
}

/** The part of a Lambda context that the stack reads. */
export function lambdaContext(remaining = 30_000): never {
  return { functionName: "from-lambda", getRemainingTimeInMillis: () => remaining } as never;
}

/** A header by its name in any case. */
export function header(response: HttpResponse, name: string): string | undefined {
  const found = Object.entries(response.headers).find(([known]) => known.toLowerCase() === name);
  return found?.[1];
}

/** The parsed body. */
export function bodyOf(response: HttpResponse): Record<string, unknown> {
  return JSON.parse(response.body ?? "null");
}

/** A validator as a build makes them: it takes what `accepts` takes and complains as told. */
export function validatorOf<T>(
  accepts: (data: unknown) => boolean,
  errors: {
    instancePath: string;
    message?: string;
    keyword?: string;
    params?: Record<string, unknown>;
  }[] = [],
) {
  const validator = Object.assign(
    (data: unknown) => {
      const valid = accepts(data);
      validator.errors = valid ? null : errors;
      return valid;
    },
    { errors: null as typeof errors | null },
  );
  return validator as import("#middleware").Validator<T>;
}

/** A signing key with its public half as a JSON Web Key. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: Record<string, unknown>;
}

/** Makes an RSA key. */
export function signingKey(kid: string): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" },
  };
}

/** A part of a token. */
export function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** Signs a token with RSA. */
export function signToken(
  claims: Record<string, unknown>,
  { kid, privateKey }: SigningKey,
  { alg = "RS256", header = {} }: { alg?: string; header?: Record<string, unknown> } = {},
): string {
  const input = `${encode({ alg, kid, typ: "JWT", ...header })}.${encode(claims)}`;
  const digest = alg === "RS512" ? "sha512" : "sha256";
  return `${input}.${sign(digest, Buffer.from(input), privateKey).toString("base64url")}`;
}
