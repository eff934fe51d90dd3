// One module, so that the SDK and its way to speak HTTP are one lazy edge of a bundle.
export { APIError, default as Anthropic } from "@anthropic-ai/sdk";
export { handlerFetch } from "./handler-fetch.ts";
