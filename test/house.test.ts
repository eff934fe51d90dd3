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
const clockMakers = ["cloud/machine-clock.ts", "cloud/ids.ts", "local/aws/clock.ts"];
// A default of a port, as in `now = Date.now`, is how a stranger gets the machine's clock without asking.
const forbidden =
  /(?<!now = )\bDate\.now\b|new Date\(\)|(?<![#.\w])set(Timeout|Interval)\(|\bMath\.random\(\)/;

test("nobody reads the machine's clock or chance but the files that are made for it", () => {
  const wrong = clockless
    .flatMap((room) => filesOf(room))
    .filter((file) => !clockMakers.includes(file) && file !== "middleware/ports.ts")
    .flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .flatMap((line, index) =>
          forbidden.test(line.replace(/\/\/.*|^\s*\*.*/, "")) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
  expect(wrong).toEqual([]);
});
