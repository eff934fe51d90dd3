import { createHook } from "node:async_hooks";

/** What this process is doing outside of JavaScript, and what has yet to run of what it set. */
export interface PendingWork {
  /** Files, compression, cryptography and name look-ups under way, and callbacks of setImmediate. */
  pending(): string[];
  /** Timers of setTimeout and setInterval, which no virtual clock turns. */
  machineTimers(): number;
  /** Lets everything run that waits for nothing. */
  turn(): Promise<void>;
  stop(): void;
}

// Each is one piece of work of Node's thread pool, which ends with its callback. Sockets and threads are not among them.
const oneShot =
  /^(FSREQ(CALLBACK|PROMISE)|FILEHANDLECLOSEREQ|(PBKDF2|SCRYPT|HKDF|HASH|HMAC|SIGN|VERIFY|CIPHER|DERIVEBITS|RANDOMBYTES|RANDOMPRIME|CHECKPRIME|KEYPAIRGEN|KEYGEN|KEYEXPORT|SECRETKEYGEN|ARGON2|KEM)[A-Z]*REQUEST|GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|Immediate)$/;
const ofStream = "ZLIB";
const timer = "Timeout";

/** Watches all that begins from now on, until it is stopped. */
export function watchPendingWork(): PendingWork {
  const work = new Map<number, string>();
  const timers = new Set<number>();
  let own = false;
  const gone = (id: number) => {
    work.delete(id);
    timers.delete(id);
  };
  const hook = createHook({
    init(id, type) {
      if (type === timer) timers.add(id);
      else if (type === ofStream || (!own && oneShot.test(type))) work.set(id, type);
    },
    after(id) {
      // A compressor works on in pieces until it is closed.
      if (work.get(id) !== ofStream) work.delete(id);
    },
    destroy: gone,
    // Promises settle by themselves, and to watch each one is slow.
    trackPromises: false,
  }).enable();
  return {
    pending: () => [...work.values()],
    machineTimers: () => timers.size,
    turn: () =>
      new Promise((resolve) => {
        own = true;
        setImmediate(resolve);
        own = false;
      }),
    stop: () => void hook.disable(),
  };
}
