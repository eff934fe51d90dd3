/**
 * Whether one of an API's binary media types is the media type of a header, parameters aside.
 * Of several types in the header, the first counts.
 */
export function isBinaryType(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const type = header?.split(/[,;]/)[0]?.trim().toLowerCase() ?? "";
  return binaryMediaTypes.some((binary) => {
    const pattern = binary.toLowerCase();
    if (pattern === "*/*") return true;
    return pattern.endsWith("/*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
  });
}
