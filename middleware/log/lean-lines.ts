import type { LinesBackend } from "./lines-backend.ts";

/** Lines as JSON through the `write` port. */
export const leanLines: LinesBackend = {
  writer: (ports) => (_level, line) => ports.write(JSON.stringify(line)),
};
