#!/usr/bin/env node
// Plain JavaScript on purpose: it must parse on a Node that is too old for the rest.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const isRecent = major > 22 || (major === 22 && minor >= 18);
const main = fileURLToPath(new URL("marketbrewer.ts", import.meta.url));
// The Node that "npm ci" brings.
const locked = fileURLToPath(
  new URL(`../node_modules/.bin/node${process.platform === "win32" ? ".exe" : ""}`, import.meta.url),
);

if (isRecent) {
  const { enableCompileCache } = await import("node:module");
  enableCompileCache?.();
  await import("./marketbrewer.ts");
} else if (existsSync(locked)) {
  const child = spawn(locked, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  // Ctrl-C reaches the child by itself.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
} else {
  console.error(
    `MarketBrewer needs Node 22.18 or newer and found ${process.versions.node}: run "npm ci" (it brings Node 24 on Linux, Windows and Intel Macs) or install Node 24, for example with "nvm install 24".`,
  );
  process.exitCode = 1;
}
