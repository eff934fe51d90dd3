import { AsyncLocalStorage } from "node:async_hooks";
import { runningSegment } from "../trace/running-span.ts";
import { SdkSegment } from "./sdk-segment.ts";

type Values = Record<string, unknown>;

/** What code that uses the SDK itself has set, and the span of ours that it ran in. */
interface Scope {
  readonly inside: SdkSegment | undefined;
  readonly values: Values;
}

const segmentKey = "segment";

/**
 * The X-Ray SDK's idea of what runs now, on AsyncLocalStorage and aware of this package's spans. The SDK's own one
 * watches every promise of the process with async hooks, and on Lambda it has one current segment for all records.
 * Its members are those of the package cls-hooked, as far as the SDK and Powertools call them.
 */
export class SdkNamespace {
  readonly id = 1;
  readonly #scopes = new AsyncLocalStorage<Scope>();
  readonly #base: Values;

  constructor(base: Values) {
    this.#base = base;
  }

  get active(): Values {
    return this.#scopes.getStore()?.values ?? this.#base;
  }

  get(key: string): unknown {
    const span = runningSpan();
    const scope = this.#scopes.getStore();
    if (span === undefined || scope?.inside === span || key !== segmentKey) return this.active[key];
    return span.node;
  }

  set(key: string, value: unknown): unknown {
    const inside = runningSpan();
    const scope = this.#scopes.getStore();
    if (inside === undefined || scope?.inside === inside) this.active[key] = value;
    else this.#scopes.enterWith({ inside, values: { [key]: value } });
    return value;
  }

  createContext(): Values {
    return { ...this.active, [segmentKey]: this.get(segmentKey) };
  }

  run(work: (values: Values) => unknown): Values {
    const values = this.createContext();
    this.#scopes.run({ inside: runningSpan(), values }, work, values);
    return values;
  }

  bind<Arguments extends unknown[], Result>(
    work: (...given: Arguments) => Result,
    values: Values = this.createContext(),
  ): (...given: Arguments) => Result {
    const inside = runningSpan();
    return (...given) => this.#scopes.run({ inside, values }, work, ...given);
  }
}

function runningSpan(): SdkSegment | undefined {
  const segment = runningSegment();
  return segment instanceof SdkSegment ? segment : undefined;
}
