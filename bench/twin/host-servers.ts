import { type HostedServer, hostServer } from "./hosted-server.ts";
import type { ServerOptions } from "./server-child.ts";

/** Lends servers, each in a process of its own, to `use`; they have ended when it has, however it ends. */
export async function hostServers<Result>(
  use: (host: (options: ServerOptions) => Promise<HostedServer>) => Promise<Result>,
): Promise<Result> {
  const servers: HostedServer[] = [];
  try {
    return await use(async (options) => {
      const server = await hostServer(options);
      servers.push(server);
      return server;
    });
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
  }
}
