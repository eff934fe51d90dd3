import { stripVTControlCharacters } from "node:util";
import type { Template } from "../build/template.ts";
import { capabilities, capabilityNames } from "./capabilities.ts";
import type { Endpoints } from "./endpoints.ts";
import { startGround } from "./start-ground.ts";
import type { Lacks } from "./suite.ts";

/** Tries every capability on endpoints that nobody has described, and says what failed with which words. */
export async function findLacks(endpoints: Endpoints, template: Template): Promise<Lacks> {
  const lacks: Record<string, string> = {};
  for (const name of capabilityNames) {
    const ground = await startGround(endpoints, template);
    try {
      await capabilities[name].prove(ground);
    } catch (error) {
      lacks[name] = firstLine(error);
    } finally {
      await ground.close();
    }
  }
  return lacks;
}

function firstLine(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  // A failed expectation says in its last lines what came instead.
  const lines = stripVTControlCharacters(message).split("\n").filter(Boolean);
  return `${name}: ${lines.length > 1 ? lines.slice(-2).join(" ") : (lines[0] ?? "")}`.slice(0, 160);
}
