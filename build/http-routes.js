export { apiEvents, healthEvents } from "./http-routes.ts";
