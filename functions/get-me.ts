import { api } from "#middleware";
import type { Container } from "./container.ts";
import { route } from "./route.ts";

/** `GET /api/me` */
export const getMe = (container: Container) =>
  api(route("getMe", container), ({ user: { email, role } }) => ({ email, role }));
