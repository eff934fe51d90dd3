import { wayOut } from "../trace/daemon.ts";
import type { TracingBackend } from "../trace/tracing-backend.ts";
import { SdkNamespace } from "./sdk-namespace.ts";
import { nodeOf } from "./sdk-nodes.ts";
import { SdkSegment } from "./sdk-segment.ts";
import { withoutHooks } from "./without-hooks.ts";

// The name under which the SDK keeps what runs now.
const namespaceName = "AWSXRay";
/** Loads Powertools' Tracer and the X-Ray SDK, and ties the SDK's current segment to the span that runs. */
export async function loadTracer(): Promise<Pick<TracingBackend, "begin">> {
  const { Tracer, sdk } = await withoutHooks(() => import("./x-ray-sdk.ts"));
  const { POWERTOOLS_TRACE_ENABLED: enabled, POWERTOOLS_TRACER_CAPTURE_ERROR: capture } = process.env;
  if (isFalse(enabled)) return { begin: () => undefined };
  installNamespace();
  const { provider } = new Tracer({ captureHTTPsRequests: false });
  const capturing = once(() => {
    provider.captureHTTPsGlobal();
    provider.instrumentFetch();
  });
  const captureErrors = !isFalse(capture);
  return {
    begin(work, { ports, redactor, trace }) {
      if (trace.captureHttp) capturing();
      const { now, spanId } = ports;
      return new SdkSegment(
        { now, spanId, redactor, send: wayOut(ports), sdk, captureErrors },
        nodeOf(sdk, work),
      );
    },
  };
}

interface Namespaces {
  namespaces?: Record<string, { active?: Record<string, unknown> | null } | undefined>;
}

// The segment that stands for Lambda itself stays the current one wherever nothing of ours is traced.
function installNamespace(): void {
  const host: Namespaces = process as Namespaces;
  host.namespaces ??= {};
  const base = host.namespaces[namespaceName]?.active;
  host.namespaces[namespaceName] = new SdkNamespace({ segment: base?.segment });
}

function isFalse(variable: string | undefined): boolean {
  return variable?.toLowerCase() === "false";
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
