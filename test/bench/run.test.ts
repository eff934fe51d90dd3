import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readRunOptions, requireParts } from "../../bench/options.ts";

const root = resolve(import.meta.dirname, "../..");
const bench = (...args: string[]) =>
  spawnSync(process.execPath, ["bench/run.ts", ...args], { cwd: root, encoding: "utf8" });

describe("the command line", () => {
  test("names benches, and all of them when it names none", () => {
    expect(readRunOptions(["queue", "--", "--json", "--rounds", "5"], ["queue", "ledger"])).toEqual({
      names: ["queue"],
      rounds: 5,
      skip: [],
      json: true,
      help: false,
    });
    expect(readRunOptions([], ["queue", "ledger"]).names).toEqual(["queue", "ledger"]);
  });

  test("names the parts to skip, and refuses one that no bench has", () => {
    const { skip } = readRunOptions(["--skip", "speed", "--skip", "memory"], ["queue"]);
    expect(skip).toEqual(["speed", "memory"]);
    expect(() => requireParts(skip, ["pipeline", "speed", "memory"])).not.toThrow();
    expect(() => requireParts(["sped"], ["speed"])).toThrow(
      "There is no part named “sped” to skip: choose from speed.",
    );
  });

  test.each(["0", "100", "two", "1.5"])("refuses --rounds %s", (rounds) => {
    expect(() => readRunOptions(["--rounds", rounds], ["queue"])).toThrow(
      `--rounds takes a whole number from 1 to 99, not “${rounds}”.`,
    );
  });
});

describe("the command", () => {
  test("ends with one sentence and exit code 2 for an unknown name", () => {
    const { status, stdout, stderr } = bench("quue");
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "",
      stderr: "There is no bench named “quue”: choose from middleware, queue.\n",
    });
  });

  test("ends with exit code 2 for an unknown option", () => {
    const { status, stderr } = bench("--fast");
    expect(status).toBe(2);
    expect(stderr).toContain("'--fast'");
    expect(stderr).toContain('run "npm run bench -- --help" for the options.\n');
  });

  test("runs nothing of a bench whose parts are all skipped", () => {
    const parts = ["pipeline", "speed", "memory"].flatMap((part) => ["--skip", part]);
    const { status, stdout } = bench("queue", "--json", ...parts);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "\n" });
    expect(bench("queue", "--skip", "sped").status).toBe(2);
  });

  test("prints help that says what each bench measures", () => {
    const { status, stdout } = bench("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("queue        the sample job of 1,734 pages");
    expect(stdout).toContain("--rounds N");
  });
});
