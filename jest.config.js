/** Jest runs native ES modules; .ts goes through SWC, which only strips types. */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/.build", "<rootDir>/.serverless"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "es6" } },
    ],
  },
  // Half of the cores, as Jest would take, is one of two on a small machine.
  maxWorkers: "100%",
  testTimeout: 60_000,
  coverageDirectory: "coverage",
  coverageReporters: ["text-summary", "json-summary"],
  collectCoverageFrom: [
    "{domain,middleware,cloud,pipeline,functions,build,local,cli}/**/*.ts",
    // Run only in processes of their own, where Jest cannot count: the tests that start them look at what they do.
    "!local/start.ts",
    "!local/aws/cli.ts",
    "!local/aws/examples/**",
    "!cli/marketbrewer.ts",
    "!local/aws/lambda-worker.ts",
    "!local/aws/lambda/{load-handler,runtime}*.ts",
    "!build/{build,package}.ts",
    "!**/dist/**",
  ],
  coverageThreshold: { global: { lines: 85, statements: 85, functions: 85, branches: 75 } },
};
