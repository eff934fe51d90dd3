import type { BenchOptions, BenchReport } from "../figure.ts";
import { measureMemory } from "./measure-memory.ts";

const size = { items: 100_000, messages: 100_000, deadline: 90, rivalDeadline: 90 };

/** How much memory our stand-in and its peers have when they are full. @throws BenchError when ours loses anything. */
export async function runMemoryPart({ onProgress }: BenchOptions): Promise<BenchReport> {
  const { figures, notes } = await measureMemory({ ...size, onProgress });
  return { figures, notes: [...explanation, ...notes] };
}

const explanation = [
  "twin_memory: resident memory of the process that holds ours after 100,000 items of 4 KB and 100,000 messages of 1 KB came",
  "in over the wire, against the sum of fauxqs with the messages and dynalite with the items; no garbage is collected first.",
  "twin_memory_with_journal: ours with fileJournal. Each is measured once; less is better.",
];
