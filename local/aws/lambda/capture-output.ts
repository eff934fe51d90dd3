import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** Collects what a function writes and hands it on line by line. */
export interface Output {
  /** Hands on a last line that has no line feed yet. */
  flush(): void;
}

/**
 * Redirects everything that code in this thread writes to its standard streams, by stream, by console or
 * by file descriptor, to `send`.
 */
export function captureOutput(send: (lines: string[]) => void): Output {
  const streams = [splitLines(send), splitLines(send)] as const;
  redirectStream(process.stdout, streams[0].write);
  redirectStream(process.stderr, streams[1].write);
  redirectDescriptors((descriptor) => streams[descriptor - 1]?.write);
  return {
    flush() {
      for (const stream of streams) stream.flush();
    },
  };
}

function splitLines(send: (lines: string[]) => void) {
  let rest = "";
  return {
    write(text: string) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (lines.length > 0) send(lines);
    },
    flush() {
      if (rest !== "") send([rest]);
      rest = "";
    },
  };
}

type Write = (text: string) => void;
type Rest = (((error?: Error | null) => void) | BufferEncoding | undefined)[];

function redirectStream(stream: NodeJS.WriteStream, write: Write) {
  stream.write = ((chunk: string | Uint8Array, ...rest: Rest) => {
    write(textOf(chunk));
    const done = rest.find((argument) => typeof argument === "function");
    if (typeof done === "function") process.nextTick(done);
    return true;
  }) as typeof stream.write;
}

// Loggers such as pino write to the file descriptor, which in a thread is the terminal itself.
function redirectDescriptors(find: (descriptor: number) => Write | undefined) {
  const { write, writeSync } = fs;
  fs.writeSync = ((descriptor: number, data: string | Uint8Array, ...rest: unknown[]) => {
    const redirected = find(descriptor);
    if (!redirected) return Reflect.apply(writeSync, fs, [descriptor, data, ...rest]);
    redirected(textOf(data));
    return Buffer.byteLength(data);
  }) as typeof fs.writeSync;
  fs.write = ((descriptor: number, data: string | Uint8Array, ...rest: unknown[]) => {
    const redirected = find(descriptor);
    if (!redirected) return Reflect.apply(write, fs, [descriptor, data, ...rest]);
    redirected(textOf(data));
    const done = rest.at(-1);
    if (typeof done === "function") process.nextTick(done, null, Buffer.byteLength(data), data);
  }) as typeof fs.write;
  syncBuiltinESMExports();
}

const textOf = (data: string | Uint8Array) =>
  typeof data === "string"
    ? data
    : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("utf8");
