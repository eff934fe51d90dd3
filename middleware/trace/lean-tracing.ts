import type { TracingBackend } from "./tracing-backend.ts";

type Emitter = typeof import("./begin-segment.ts");

let emitter: Emitter | undefined;

/** X-Ray subsegments as datagrams to the daemon; what makes them is loaded with the first work that is sampled. */
export const leanTracing: TracingBackend = {
  capturesHttp: false,
  begin(work, setup) {
    if (emitter !== undefined) return emitter.beginSegment(work, setup);
    return import("./begin-segment.ts").then((loaded) => {
      emitter = loaded;
      return loaded.beginSegment(work, setup);
    });
  },
};
