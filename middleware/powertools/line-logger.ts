import { Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, LogItemExtraInput, LogItemMessage } from "@aws-lambda-powertools/logger/types";
import { lineText } from "../log/line-text.ts";
import type { LogFields } from "../log/logger.ts";

/**
 * Powertools' Logger for lines that are complete, redacted and filtered already. It takes them as they are, as
 * Powertools would add a line of its own for each field whose name it reserves.
 */
export class LineLogger extends Logger {
  readonly #write: (line: string) => void;
  #more: string | undefined;

  constructor(write: (line: string) => void) {
    super({ logLevel: "TRACE" });
    this.#write = write;
  }

  /** Sets the JSON text that goes behind the fields of the next line. */
  append(more: string | undefined): this {
    this.#more = more;
    return this;
  }

  protected override createAndPopulateLogItem(
    level: number,
    message: LogItemMessage,
    extra: LogItemExtraInput,
  ): LogItem {
    const [line] = extra;
    if (!(#write in this) || typeof line !== "object")
      return super.createAndPopulateLogItem(level, message, extra);
    return new LogItem({ attributes: line as LogFields as LogAttributes });
  }

  // What Powertools has to say of its own settings while it is made would be no line of the function's.
  protected override printLog(_level: number, item: LogItem): void {
    if (#write in this) this.#write(lineText(item.getAttributes(), this.#more));
  }
}
