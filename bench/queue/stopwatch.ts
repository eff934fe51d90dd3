/** How long something took, and how much processor time the whole process spent on it. */
export interface Elapsed {
  seconds: number;
  cpuSeconds: number;
}

/** Starts a stopwatch; the function that it returns reads it. */
export function startStopwatch(): () => Elapsed {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}
