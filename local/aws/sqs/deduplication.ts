/** How long an id is remembered: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const interval = 5 * 60_000;

/** What a repeated send is answered with. */
export interface FirstSend {
  messageId: string;
  sequenceNumber: string;
  at: number;
}

/** The memory of a FIFO queue for the deduplication ids of the last five minutes. */
export interface Deduplication {
  find(key: string, now: number): FirstSend | undefined;
  remember(key: string, first: FirstSend): void;
  /** Takes back what a send that failed has left. */
  forget(key: string): void;
  /** Everything that is remembered, oldest first. */
  all(): Iterable<[key: string, first: FirstSend]>;
  clear(): void;
}

/** An empty memory. */
export function createDeduplication(): Deduplication {
  const sends = new Map<string, FirstSend>();
  const forgetOld = (now: number) => {
    for (const [key, { at }] of sends) {
      if (at + interval > now) return;
      sends.delete(key);
    }
  };
  return {
    find(key, now) {
      forgetOld(now);
      return sends.get(key);
    },
    remember(key, first) {
      forgetOld(first.at);
      sends.set(key, first);
    },
    forget: (key) => void sends.delete(key),
    all: () => sends,
    clear: () => sends.clear(),
  };
}
