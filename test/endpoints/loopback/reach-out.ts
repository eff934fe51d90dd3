import { createSocket } from "node:dgram";
import { resolve4 } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect } from "node:net";

/* Reaches for what the product must not, in every way that Node has, so that the observer can be seen to see it. */

const ignored = () => {};
const socket = createSocket("udp4").on("error", ignored);
socket.send("hello", 2000, "192.0.2.1", () => socket.close());
connect(443, "192.0.2.2").on("error", ignored).setTimeout(50).on("timeout", ignored);
resolve4("resolve.invalid", ignored);
await lookup("lookup.invalid").catch(ignored);
await fetch("http://192.0.2.3/", { signal: AbortSignal.timeout(200) }).catch(ignored);
process.exit();
