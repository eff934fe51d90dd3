import type { Template } from "../build/template.ts";
import { type Clients, clientsOf } from "./clients.ts";
import type { Endpoints } from "./endpoints.ts";
import { createResources, type Resources } from "./resources.ts";

/** An endpoint with a table, queues and parameters that nobody else uses. */
export interface Ground {
  endpoints: Endpoints;
  clients: Clients;
  resources: Resources;
  /** Removes the resources again. */
  close(): Promise<void>;
}

/** Makes the resources of one case. */
export async function startGround(endpoints: Endpoints, template: Template): Promise<Ground> {
  const clients = clientsOf(endpoints);
  const resources = await createResources(clients, template);
  return { endpoints, clients, resources, close: () => resources.remove().finally(clients.close) };
}
