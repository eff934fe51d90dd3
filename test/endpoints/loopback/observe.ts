import { createHook } from "node:async_hooks";
import { Socket } from "node:dgram";
import { writeFileSync } from "node:fs";

/* Preloaded into a process with `--import`: writes down whatever it reaches for, below every library, at its end. */

/** A native request of Node's: the fields that name its target are set after it was made. */
interface NativeRequest {
  address?: string;
  port?: number;
  hostname?: string;
}

const kinds: Record<string, string> = {
  TCPCONNECTWRAP: "connect",
  PIPECONNECTWRAP: "pipe",
  GETADDRINFOREQWRAP: "lookup",
  GETNAMEINFOREQWRAP: "lookup",
  QUERYWRAP: "lookup",
  PROCESSWRAP: "process",
};

const seen: { kind: string; request: NativeRequest }[] = [];

createHook({
  init(_id, type, _trigger, resource) {
    const kind = kinds[type];
    if (kind) seen.push({ kind, request: resource as NativeRequest });
  },
}).enable();

// A datagram that leaves at once makes no request that a hook could see.
for (const way of ["send", "connect"] as const) {
  const original = Socket.prototype[way] as (...args: unknown[]) => void;
  Socket.prototype[way] = function reach(this: Socket, ...args: unknown[]) {
    const address = args.find((argument, index) => index > 0 && typeof argument === "string");
    seen.push({ kind: "datagram", request: { address: String(address) } });
    return original.apply(this, args);
  };
}

process.on("exit", () => {
  const targets = seen.map(({ kind, request }) => `${kind} ${request.address ?? request.hostname ?? ""}`);
  writeFileSync(process.env.OBSERVED_FILE ?? "", JSON.stringify([...new Set(targets)].sort()));
});
