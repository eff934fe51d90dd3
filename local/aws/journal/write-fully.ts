import { writeSync } from "node:fs";

/** Writes all of `bytes` at that place of a file. @throws Error when it cannot; a part may have been written. */
export function writeFully(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
