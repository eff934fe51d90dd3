import type { LinesBackend } from "../log/lines-backend.ts";
import { LineLogger } from "./line-logger.ts";

/** Lines through Powertools' Logger and the `write` port; the logger is made with a container's first line. */
export const powertoolsLines: LinesBackend = {
  writer({ write }) {
    let logger: LineLogger | undefined;
    return (level, line, more) => {
      logger ??= new LineLogger(write);
      logger.append(more)[level]("", line);
    };
  },
};
