import { runVerb } from "./run-verb.ts";

// A thread that hangs must not keep the command alive.
process.exit(await runVerb(process.argv.slice(2)));
