import { lineText } from "./line-text.ts";
import type { LinesBackend } from "./lines-backend.ts";

/** Lines as JSON through the `write` port. */
export const leanLines: LinesBackend = {
  writer:
    ({ write }) =>
    (_level, line, more) =>
      write(lineText(line, more)),
};
