import { startSidecar } from "./start-sidecar.ts";

/** What Lambda calls instead of the function's own handler; it loads that one while the environment starts. */
export const handler = await startSidecar(process.env);
