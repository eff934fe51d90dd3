#!/usr/bin/env node
import { runCli } from "./cli/run-cli.ts";

// A thread that hangs must not keep the command alive.
process.exit(await runCli(process.argv.slice(2)));
