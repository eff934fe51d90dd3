import { describe, expect, test } from "@jest/globals";
import { occupy, runUnderNode, start } from "./child.ts";

// Each starts a process of its own, and the first may have to build.
const patience = 180_000;

test(
  "--help prints every option and ends well",
  async () => {
    const { code, stdout, stderr } = await start(["--help"]).ended;
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const flags = [
      "--once",
      "--json",
      "--port",
      "--aws-port",
      "--concurrency",
      "--claude",
      "--data",
      "--help",
    ];
    for (const flag of [...flags, "--claude-latency"]) expect(stdout).toContain(`  ${flag} `);
  },
  patience,
);

describe("a command line that is wrong", () => {
  const whole = (flag: string, least: number, most: number, text: string) =>
    `${flag} takes a whole number from ${least} to ${most}, not “${text}”.`;

  test.each<[string, string]>([
    ["--json", "--json goes with --once."],
    ["--port=70000", whole("--port", 0, 65_535, "70000")],
    ["--port=http", whole("--port", 0, 65_535, "http")],
    ["--aws-port=-1", whole("--aws-port", 0, 65_535, "-1")],
    ["--concurrency=0", whole("--concurrency", 1, 64, "0")],
    ["--concurrency=2.5", whole("--concurrency", 1, 64, "2.5")],
    ["--claude-latency=1e9", whole("--claude-latency", 0, 600_000, "1e9")],
    ["--claude=fake", "--claude takes “real” or “stand-in”, not “fake”."],
    ["--claude=real", "--claude real needs your key in the environment variable ANTHROPIC_API_KEY."],
  ])(
    "%s is refused in one sentence, with exit code 2",
    async (flag, sentence) => {
      expect(await start([flag]).ended).toEqual({
        code: 2,
        signal: null,
        stdout: "",
        stderr: `${sentence}\n`,
      });
    },
    patience,
  );

  test.each([
    ["--prot=1", "'--prot'"],
    ["--port", "'--port <value>'"],
    ["--port --once", "'--port'"],
    ["jobs", "'jobs'"],
  ])(
    "%s is refused in one line that leads to --help, with exit code 2",
    async (line, named) => {
      const { code, stdout, stderr } = await start(line.split(" ")).ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^[^\n]+[^.]\. Run "npm start -- --help" for the options\.\n$/);
      expect(stderr).toContain(named);
    },
    patience,
  );
});

describe("a port that is taken", () => {
  test.each(["--port", "--aws-port"])(
    "by another program as %s is named with its flag, with exit code 1",
    async (flag) => {
      const taken = await occupy();
      const others = ["--port", "--aws-port"].filter((each) => each !== flag).flatMap((each) => [each, "0"]);
      const { code, stdout, stderr } = await start([flag, String(taken.port), ...others]).ended;
      await taken.free();
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      // What had to be built first is told above.
      expect(stderr.trimEnd().split("\n").at(-1)).toBe(
        `Port ${taken.port} is taken: stop what uses it, or choose another with ${flag} (0 takes any free one).`,
      );
      expect(stderr).not.toContain("    at ");
    },
    patience,
  );
});

describe("the check of Node's version", () => {
  test.each(["20.19.0", "22.17.1", "18.0.0"])("refuses Node %s in one sentence", async (version) => {
    const { code, stdout, stderr } = await runUnderNode(version);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      `MarketBrewer needs Node 22.18 or newer and found ${version}: run "npm ci" (it brings Node 24 on Linux, Windows and Intel Macs) or install Node 24, for example with "nvm install 24".\n`,
    );
  });

  test.each(["22.18.0", "24.0.0", "26.1.0"])("lets Node %s start", async (version) => {
    expect(await runUnderNode(version)).toMatchObject({ code: 0, stdout: "started\n", stderr: "" });
  });
});
