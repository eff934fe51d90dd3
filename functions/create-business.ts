import { api } from "#middleware";
import { createBusiness as create } from "#pipeline/businesses.ts";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `POST /api/businesses` */
export const createBusiness = (container: Container) =>
  api(route("createBusiness", container), ({ body }) => create(container.cloud, body));
