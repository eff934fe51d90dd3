import { isIP } from "node:net";
import type { WireRequest } from "./exchange.ts";
import { headerOf } from "./exchange.ts";

// A page can point its own name at this machine, but it cannot have one of these. The last is how a container reaches
// the machine that it runs on.
function isLocal(host: string): boolean {
  const name = host.toLowerCase();
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "host.docker.internal" ||
    isIP(name.replace(/^\[|\]$/g, "")) > 0
  );
}

// What nearly all requests say; it saves them the reading of a URL.
const usualHost = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

const hostnameOf = (origin: string) => URL.parse(origin)?.hostname ?? "";

/**
 * Why a request is refused that a web page in a browser of this machine may have sent, or a name that was pointed
 * here; undefined for all others. Nothing here answers CORS, but a form needs no leave to be sent.
 */
export function foreignCaller(request: WireRequest): string | undefined {
  const host = headerOf(request, "host");
  if (host !== undefined && !usualHost.test(host) && !isLocal(hostnameOf(`http://${host}`)))
    return `The stand-in answers on this machine only, and the request names the host ${host}: use 127.0.0.1 or localhost.`;
  const origin = headerOf(request, "origin");
  if (origin !== undefined && !isLocal(hostnameOf(origin)))
    return `The stand-in does not answer web pages, and the request comes from ${origin}: call it from a program.`;
  if (headerOf(request, "sec-fetch-site") === "cross-site")
    return "The stand-in does not answer web pages, and the request comes from one of another site: call it from a program.";
  return undefined;
}
