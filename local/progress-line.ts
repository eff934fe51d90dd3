import type { Job } from "#domain/schema/job.ts";

const width = 30;

/** One line that shows how far a job is. */
export function progressText({
  businessName,
  progress,
  status,
  costMicroUsd,
}: Pick<Job, "businessName" | "progress" | "status" | "costMicroUsd">): string {
  const { total, done, failed } = progress;
  const filled = Math.round(((done + failed) / total) * width);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const failures = failed > 0 ? `, ${failed} failed` : "";
  return `${businessName}  ${bar}  ${done}/${total}${failures}  $${(costMicroUsd / 1e6).toFixed(2)}  ${status}`;
}

/** Where progress goes: one line that is written over on a terminal, a line every two seconds elsewhere. */
export function progressWriter(stream: NodeJS.WriteStream, now: () => number) {
  let lastAt = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    /** @param isLast writes the line elsewhere too, however soon it follows. */
    show(text: string, isLast = false) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[K${text.slice(0, Math.max(20, stream.columns - 1))}`);
        open = true;
      } else if (isLast || now() - lastAt >= 2_000) {
        lastAt = now();
        stream.write(`${text}\n`);
      }
    },
    /** Ends the line that is being written over, so that what follows stands below it. */
    end() {
      if (open) stream.write("\n");
      open = false;
    },
  };
}
