import { spawnSync } from "node:child_process";
import { startChild } from "./child.ts";
import { everythingAt, type Peer } from "./endpoints.ts";

const python = process.env.MARKETBREWER_PYTHON ?? "python3";

const finder =
  "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ['moto', 'flask', 'flask_cors'])))";

/** Why moto cannot run here; undefined when it can. */
export function motoAbsence(): string | undefined {
  const { error, status } = spawnSync(python, ["-c", finder]);
  if (error) return `${python} does not start: set MARKETBREWER_PYTHON to a Python that has moto[server]`;
  if (status !== 0) return `${python} has no moto[server]: set MARKETBREWER_PYTHON to a Python that has it`;
  return undefined;
}

// It answers one request at a time: in threads, as it does by itself, it loses updates that meet.
// It ends with its standard input, so that it cannot outlive a test run that was killed.
const server = `
import sys
import werkzeug.serving as serving
make_server = serving.make_server
serving.make_server = lambda host, port, app, threaded, **more: make_server(host, port, app, False, **more)
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("port", server.get_host_and_port()[1], flush=True)
sys.stdin.read()
`;

/** moto's server in a process of its own, on any free loopback port. */
export async function startMoto(): Promise<Peer> {
  const child = await startChild(python, ["-c", server], /^port \d+$/);
  return {
    endpoints: everythingAt(`http://127.0.0.1:${child.firstLine.split(" ")[1]}`),
    close: child.stop,
  };
}
