import { api } from "#middleware";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/openapi.json` */
export const getOpenApi = (container: Container) =>
  api(
    route("getOpenApi", container),
    async () => (await import("#openapi", { with: { type: "json" } })).default,
  );
