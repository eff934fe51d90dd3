import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A zip file with these files; a link is written as one. */
export function zipOf(files: Readonly<Record<string, string | { link: string }>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    const isText = typeof content === "string";
    zip.addBuffer(Buffer.from(isText ? content : content.link), name, { mode: isText ? 0o100644 : 0o120777 });
  }
  zip.end();
  return buffer(zip.outputStream);
}
