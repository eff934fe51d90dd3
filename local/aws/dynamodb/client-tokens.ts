import type { ClientToken } from "./changes.ts";

const life = 10 * 60_000;

/** The memory of the transactions that clients may send again; times are in milliseconds since the epoch. */
export class ClientTokens {
  // In the order of use, so that the ones to forget come first.
  private readonly used = new Map<string, { digest: string; at: number }>();

  /** The digest of a transaction committed under this token in the last ten minutes. */
  digestOf(token: string, now: number): string | undefined {
    const used = this.used.get(token);
    return used && now - used.at < life ? used.digest : undefined;
  }

  remember({ token, digest }: ClientToken, at: number): void {
    for (const [known, used] of this.used) {
      if (at - used.at < life) break;
      this.used.delete(known);
    }
    this.used.delete(token);
    this.used.set(token, { digest, at });
  }

  /** Every token that is remembered, with the time of its use. */
  *all(): Iterable<{ client: ClientToken; at: number }> {
    for (const [token, { digest, at }] of this.used) yield { client: { token, digest }, at };
  }
}
