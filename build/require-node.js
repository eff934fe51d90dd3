// Plain JavaScript on purpose: it must parse on a Node that is too old for the rest.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `MarketBrewer needs Node 22.18 or newer and found ${process.versions.node}: run "npm ci" (it brings Node 24 on Linux, Windows and Intel Macs) or install Node 24, for example with "nvm install 24".`,
  );
  process.exit(1);
}

// Compiled code, kept for the next start of any command.
const { enableCompileCache } = await import("node:module");
enableCompileCache?.();
