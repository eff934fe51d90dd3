export { Tracer } from "@aws-lambda-powertools/tracer";
// Its CommonJS form has one export for everything.
export { default as sdk } from "aws-xray-sdk-core";
