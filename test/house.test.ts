import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "@jest/globals";

const root = resolve(import.meta.dirname, "..");

/** The law: which rooms a room's files may import, and which packages from npm. `type:` allows types alone. */
const mayImport: Record<string, { rooms: string[]; packages: string[] | "any" }> = {
  domain: { rooms: [], packages: ["typebox"] },
  middleware: { rooms: [], packages: "any" },
  cloud: { rooms: ["domain"], packages: "any" },
  pipeline: { rooms: ["domain", "type:cloud"], packages: ["csv-parse"] },
  functions: { rooms: ["domain", "middleware", "cloud", "pipeline", "validators", "openapi"], packages: [] },
  build: { rooms: ["domain", "type:middleware"], packages: "any" },
  "local/aws": { rooms: [], packages: "any" },
  local: {
    rooms: ["domain", "middleware", "cloud", "pipeline", "functions", "build", "aws", "validators"],
    packages: "any",
  },
  cli: { rooms: ["domain", "cloud", "pipeline", "aws", "local"], packages: "any" },
  bench: {
    rooms: ["domain", "middleware", "cloud", "pipeline", "functions", "build", "aws", "local", "validators"],
    packages: "any",
  },
};

interface Import {
  file: string;
  specifier: string;
  typeOnly: boolean;
}

const rooms = Object.keys(mayImport).sort((a, b) => b.length - a.length);
const roomOf = (file: string) => rooms.find((room) => file.startsWith(`${room}/`));

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes("node_modules/") && !file.includes("/dist/"));
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm;
const dynamic = /\bimport\(\s*["']([^"']+)["']/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const typed = /import\s*\{([^}]*)\}\s*from\s*["']([^"']+)["']/g;
  const allTypes = new Set(
    [...text.matchAll(typed)]
      .filter(([, names = ""]) =>
        names.split(",").every((name) => name.trim() === "" || name.trim().startsWith("type ")),
      )
      .map(([, , specifier = ""]) => specifier),
  );
  const written = [...text.matchAll(statement)].map(([, type, specifier = ""]) => ({
    file,
    specifier,
    typeOnly: type !== undefined || allTypes.has(specifier),
  }));
  const lazy = [...text.matchAll(dynamic)].map(([, specifier = ""]) => ({
    file,
    specifier,
    typeOnly: false,
  }));
  return [...written, ...lazy];
}

/** The room that an import leads to, or undefined for a package or a built-in module. */
function targetRoom({ file, specifier }: Import): string | undefined {
  if (specifier.startsWith("#")) return specifier.slice(1).split("/")[0];
  if (!specifier.startsWith(".")) return undefined;
  const target = relative(root, resolve(root, dirname(file), specifier));
  return roomOf(target) ?? target;
}

function isAllowed(entry: Import): boolean {
  const room = roomOf(entry.file) ?? "";
  const law = mayImport[room];
  const target = targetRoom(entry);
  if (!law) return false;
  if (target !== undefined) {
    const own = target === room || (room === "local" && target === "local/aws");
    return own || law.rooms.includes(target) || (entry.typeOnly && law.rooms.includes(`type:${target}`));
  }
  const name = entry.specifier.replace(/^node:/, "");
  if (builtinModules.includes(name) || entry.specifier.startsWith("node:"))
    return !["domain", "pipeline"].includes(room);
  const packageName = entry.specifier
    .split("/")
    .slice(0, entry.specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return law.packages === "any" || law.packages.includes(packageName) || entry.typeOnly;
}

const everything = Object.keys(mayImport)
  .flatMap((room) => filesOf(room))
  .filter((file, index, all) => all.indexOf(file) === index);

test("rooms import only what the table allows", () => {
  const wrong = everything.flatMap(importsOf).filter((entry) => !isAllowed(entry));
  expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test("the check sees imports of every form", () => {
  const seen = everything.flatMap(importsOf);
  expect(seen.some(({ typeOnly }) => typeOnly)).toBe(true);
  expect(seen.some(({ specifier }) => specifier === "csv-parse/sync")).toBe(true);
  expect(isAllowed({ file: "domain/job.ts", specifier: "#cloud/cloud.ts", typeOnly: true })).toBe(false);
  expect(isAllowed({ file: "domain/job.ts", specifier: "../cloud/cloud.ts", typeOnly: false })).toBe(false);
  expect(isAllowed({ file: "domain/job.ts", specifier: "node:fs", typeOnly: false })).toBe(false);
  expect(isAllowed({ file: "pipeline/sweep.ts", specifier: "#cloud/cloud.ts", typeOnly: true })).toBe(true);
  expect(isAllowed({ file: "pipeline/sweep.ts", specifier: "#cloud/cloud.ts", typeOnly: false })).toBe(false);
  expect(isAllowed({ file: "functions/api.ts", specifier: "@aws-sdk/client-sqs", typeOnly: false })).toBe(
    false,
  );
  expect(isAllowed({ file: "middleware/api.ts", specifier: "#domain/job.ts", typeOnly: false })).toBe(false);
});

/** Time and chance come from outside in these rooms; the files named make them for everybody else. */
const clockless = ["domain", "pipeline", "functions", "middleware", "cloud", "local/aws"];
const makers: Record<string, readonly string[]> = {
  "cloud/machine-clock.ts": ["Date.now", "node:timers"],
  "cloud/ids.ts": ["randomBytes", "Math.random"],
  "middleware/ports.ts": ["Date.now", "setTimeout"],
  "middleware/uuid.ts": ["getRandomValues"],
  "local/aws/clock.ts": ["Date.now", "setTimeout"],
  "local/aws/chance.ts": ["getRandomValues"],
  // These wait for a network, whose time is the machine's.
  "cloud/claude.ts": ["AbortSignal.timeout"],
  "middleware/auth/fetch-json.ts": ["AbortSignal.timeout"],
  // These two turn a virtual clock: they let the machine settle, and lose patience with it.
  "local/aws/in-process/pending-work.ts": ["setImmediate"],
  "local/aws/in-process/turn-clock.ts": ["performance.now"],
  // In a thread of its own, where the machine's clock runs beside the stack's.
  "local/aws/lambda-worker.ts": ["performance.now"],
};
// A default of a port, as in `now = Date.now`, is how a stranger gets the machine's clock without asking.
const forbidden =
  /(?<!now = )\bDate\.now\b|new Date\(\)|(?<![#.\w])set(?:Timeout|Interval|Immediate)(?=\()|\bperformance\.now\b|\bhrtime\b|\bprocess\.uptime\b|\bAbortSignal\.timeout\b|(?:node:|["'])timers|\bMath\.random\b|\brandom(?:UUID|Bytes|Int|Fill(?:Sync)?)\b|\bgetRandomValues\b/g;

/** What a file takes of the machine's clock or chance without being made for it. */
function taken(file: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const found = line.replace(/\/\/.*|^\s*\/?\*.*/, "").match(forbidden) ?? [];
    return found
      .filter((what) => !makers[file]?.includes(what))
      .map((what) => `${file}:${index + 1} takes ${what}`);
  });
}

test("nobody reads the machine's clock or chance but the files that are made for it", () => {
  const files = clockless.flatMap((room) => filesOf(room));
  expect(files.flatMap((file) => taken(file, readFileSync(join(root, file), "utf8")))).toEqual([]);
  expect(Object.keys(makers).filter((file) => !files.includes(file))).toEqual([]);
});

test.each([
  "const at = Date.now();",
  "const at = new Date();",
  "setTimeout(run, 5);",
  "setImmediate(run);",
  "const at = performance.now();",
  "const at = process.hrtime.bigint();",
  "AbortSignal.timeout(5);",
  'import { setTimeout as wait } from "node:timers/promises";',
  'import { setTimeout as wait } from "timers/promises";',
  "const random = Math.random;",
  'import { randomUUID } from "node:crypto";',
  "crypto.getRandomValues(pool);",
])("the check sees %s", (line) => {
  expect(taken("domain/job.ts", line)).toHaveLength(1);
  expect(taken("domain/job.ts", `// ${line}`)).toEqual([]);
});

test("the check lets pass what takes the clock from outside", () => {
  const lines = [
    "const { now = Date.now } = options;",
    "const at = new Date(now());",
    "clock.setTimeout(run);",
  ];
  expect(taken("domain/job.ts", lines.join("\n"))).toEqual([]);
});
