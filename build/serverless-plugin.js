export { default } from "./serverless-plugin.ts";
