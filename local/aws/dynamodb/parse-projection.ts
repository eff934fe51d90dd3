import type { Reader, WrittenPath } from "./grammar.ts";

/** Reads a projection expression to its end. @throws ExpressionError with AWS's wording. */
export function parseProjection(reader: Reader): WrittenPath[] {
  const paths = [reader.path()];
  while (reader.tokens.accept(",")) paths.push(reader.path());
  reader.tokens.expectEnd();
  reader.throwFaults();
  return paths;
}
