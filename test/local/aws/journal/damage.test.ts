import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { fileJournal } from "#local/aws/index.ts";
import { book, books, folder, long, removeFolders, startEngines } from "./setup.ts";

afterAll(removeFolders);

/** A folder with a short journal, and its lines. */
async function journalFolder() {
  const directory = folder();
  const path = join(directory, "journal.ndjson");
  const { call, journal } = startEngines(directory);
  await call("dynamodb", "CreateTable", books);
  await call("dynamodb", "PutItem", { TableName: "books", Item: book("1", long("one")) });
  await call("ssm", "PutParameter", { Name: "/key", Value: "value", Type: "String" });
  journal.close();
  return { directory, path, lines: readFileSync(path, "utf8").trimEnd().split("\n") };
}

describe("the file", () => {
  test("has lines of JSON: a header, and each record after its large values", async () => {
    const { lines } = await journalFolder();
    expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
      ["crc", "header"],
      ["crc", "record"],
      ["crc", "value"],
      ["crc", "record"],
      ["crc", "record"],
    ]);
    const [header, , value, put] = lines.map((line) => JSON.parse(line));
    expect(header.header).toEqual({ journal: "@marketbrewer/aws-stand-in", version: 1 });
    expect(value.value).toEqual(book("1", long("one")));
    expect(put.record).toMatchObject({
      service: "dynamodb",
      change: { kind: "items", writes: [{ table: "books", value: 0 }] },
      values: 1,
    });
    expect(JSON.stringify(put)).not.toContain("0123456789");
  });

  test("with one changed byte before its end is refused, with the place and what to do", async () => {
    const { directory, path, lines } = await journalFolder();
    const bytes = readFileSync(path);
    const taken: number[] = [];
    const placeless: string[] = [];
    const header = (lines[0] ?? "").length;
    for (let offset = 0; offset < bytes.length - 1; offset += 3) {
      const changed = Buffer.from(bytes);
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      writeFileSync(path, changed);
      try {
        startEngines(directory).journal.close();
        taken.push(offset);
      } catch (error) {
        const message = String(error);
        const place = offset > header ? /journal\.ndjson was changed by someone else at byte \d+/ : path;
        if (!message.match(place) || !message.includes("start with an empty folder")) placeless.push(message);
      }
      expect(readFileSync(path).equals(changed)).toBe(true);
    }
    expect(taken).toEqual([]);
    expect(placeless).toEqual([]);
  });

  test("without one of its lines is refused", async () => {
    const { directory, path, lines } = await journalFolder();
    writeFileSync(path, `${lines.filter((_, index) => index !== 2).join("\n")}\n`);
    expect(() => startEngines(directory)).toThrow("was changed by someone else at byte");
  });

  test("of another version, or of another kind, is refused before anything is written", async () => {
    const { directory, path } = await journalFolder();
    const other = readFileSync(path, "utf8");
    const header = '{"journal":"@marketbrewer/aws-stand-in","version":2}';
    const { crc32 } = await import("node:zlib");
    const crc = crc32(header).toString(16).padStart(8, "0");
    const refused = [
      [`{"crc":"${crc}","header":${header}}\n`, "has format version 2, and this stand-in reads version 1"],
      ['{"service":"ssm","at":0,"change":{}}\n', "is not a journal of this stand-in"],
      ["some text", "is not a journal of this stand-in"],
      [other.slice(5), "is not a journal of this stand-in"],
    ] as const;
    for (const [text, sentence] of refused) {
      writeFileSync(path, text);
      expect(() => fileJournal(directory)).toThrow(sentence);
      expect(readFileSync(path, "utf8")).toBe(text);
    }
    writeFileSync(path, other);
    startEngines(directory).journal.close();
  });
});

describe("two at one folder", () => {
  test("the second is refused while the first is open, in one process too", async () => {
    const { directory } = await journalFolder();
    const first = fileJournal(directory);
    expect(() => fileJournal(directory)).toThrow(`${directory} is in use by process ${process.pid}`);
    first.close();
    fileJournal(directory).close();
    expect(existsSync(join(directory, "journal.lock"))).toBe(false);
  });

  test("a lock is kept while its process lives, and taken over when that was killed", async () => {
    const { directory } = await journalFolder();
    const room = join(import.meta.dirname, "../../../../local/aws/index.ts");
    const program = `
      import { fileJournal } from ${JSON.stringify(room)};
      fileJournal(${JSON.stringify(directory)});
      process.stdout.write("open");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(() => fileJournal(directory)).toThrow(`is in use by process ${child.pid}: end that one`);
    child.kill("SIGKILL");
    await once(child, "exit");
    fileJournal(directory).close();
  });

  test("a lock that says nothing, or names a process that came later, is no obstacle", async () => {
    const { directory } = await journalFolder();
    for (const text of ["", "{", JSON.stringify({ pid: process.ppid, started: "another time" })]) {
      writeFileSync(join(directory, "journal.lock"), text);
      fileJournal(directory).close();
    }
  });
});
