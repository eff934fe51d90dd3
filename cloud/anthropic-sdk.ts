// One module, so that the SDK is one lazy edge of a bundle.
export { APIError, default as Anthropic } from "@anthropic-ai/sdk";
