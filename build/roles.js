export { default } from "./roles.ts";
