import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { LogLine } from "#local/aws/lambda/environment.ts";

/** Writes the code of a function to a new folder and returns its path. */
export function codeFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "function-"));
  for (const [name, code] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), code);
  }
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

/** Removes every folder that was made. */
export function removeCodeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** Collects log lines and waits for one. */
export function logCollector() {
  const lines: LogLine[] = [];
  const waiting: { text: string; count: number; resolve: () => void }[] = [];
  const count = (text: string) => lines.filter(({ line }) => line.includes(text)).length;
  return {
    lines,
    onLog(line: LogLine) {
      lines.push(line);
      for (const { text, count: wanted, resolve } of waiting) if (count(text) >= wanted) resolve();
    },
    /** Resolves once `text` has been logged `times` times. */
    seen: (text: string, times = 1) =>
      new Promise<void>((resolve) => {
        if (count(text) >= times) resolve();
        else waiting.push({ text, count: times, resolve });
      }),
  };
}
