const refused = /^\s*q\s*=\s*0(?:\.0*)?\s*$/;

/** Whether an `accept-encoding` header takes gzip, by its name or as `*` (RFC 9110, section 12.5.3). */
export function acceptsGzip(header = ""): boolean {
  let others = false;
  for (const part of header.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";");
    const taken = !parameters.some((parameter) => refused.test(parameter));
    const coding = name.trim();
    if (coding === "gzip" || coding === "x-gzip") return taken;
    if (coding === "*") others = taken;
  }
  return others;
}
