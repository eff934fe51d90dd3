/**
 * Lets callers who ask for the same thing at the same moment share one read.
 * Nothing is kept: a call made after a read has ended starts a new one.
 */
export function sharedReads<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key) => {
    const shared = running.get(key) ?? read(key).finally(() => running.delete(key));
    running.set(key, shared);
    return shared;
  };
}
