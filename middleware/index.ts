import { providePowertools } from "./observability.ts";
import { powertools } from "./powertools/powertools.ts";

providePowertools(powertools);

export * from "./lean.ts";
export { redactingFormatter } from "./powertools/redacting-formatter.ts";
