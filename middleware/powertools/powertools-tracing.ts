import { leanTracing } from "../trace/lean-tracing.ts";
import type { TracingBackend } from "../trace/tracing-backend.ts";

type Tracer = typeof import("./load-tracer.ts");
type LoadedTracer = Awaited<ReturnType<Tracer["loadTracer"]>>;

let loading: Promise<LoadedTracer> | undefined;
let loaded: LoadedTracer | undefined;

/** Powertools' Tracer and the X-Ray SDK, loaded with the first invocation that is sampled. */
export const powertoolsTracing: TracingBackend = {
  capturesHttp: true,
  begin(work, setup) {
    if (loaded !== undefined) return loaded.begin(work, setup);
    loading ??= import("./load-tracer.ts").then(load).catch(lean);
    return loading.then((backend) => backend.begin(work, setup));
  },
};

async function load({ loadTracer }: Tracer): Promise<LoadedTracer> {
  loaded = await loadTracer();
  return loaded;
}

// A bundle in ES modules without a `require` cannot load the SDK; the trace is not lost for that.
function lean(): LoadedTracer {
  loaded = leanTracing;
  return leanTracing;
}
