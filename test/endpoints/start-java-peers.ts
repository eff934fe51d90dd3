import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Child, freePort, startChild, waitForPort } from "./child.ts";
import type { Peer, ServiceName } from "./endpoints.ts";
import { startOurs } from "./start-ours.ts";

const { JAVA_HOME } = process.env;
const java = JAVA_HOME ? join(JAVA_HOME, "bin", "java") : "java";

/** Why an implementation in Java cannot run here; undefined when it can. @param variable names its jar. */
export function javaAbsence(variable: string): string | undefined {
  const jar = process.env[variable];
  if (!jar) return `${variable} is not set: point it at the jar`;
  if (!jar.endsWith("*") && !existsSync(jar)) return `${variable} names no file: ${jar}`;
  if (spawnSync(java, ["-version"]).error) return `${java} does not start: install a Java runtime`;
  return undefined;
}

/** DynamoDB Local for DynamoDB, everything else ours. */
export function startDynamoDbLocal(): Promise<Peer> {
  const jar = process.env.DYNAMODB_LOCAL_JAR ?? "";
  const libraries = `-Djava.library.path=${join(dirname(jar), "DynamoDBLocal_lib")}`;
  return beside("dynamodb", (port) =>
    startChild(java, [libraries, "-jar", jar, "-inMemory", "-port", String(port)], /Port:/),
  );
}

/** ElasticMQ for SQS, everything else ours. `ELASTICMQ_JAR` may also be a class path such as `jars/*`. */
export function startElasticMq(): Promise<Peer> {
  const classPath = process.env.ELASTICMQ_JAR ?? "";
  return beside("sqs", (port) => {
    const settings = [
      `-Drest-sqs.bind-port=${port}`,
      "-Drest-sqs.bind-hostname=127.0.0.1",
      "-Drest-stats.enabled=false",
    ];
    return startChild(java, [...settings, "-cp", classPath, "org.elasticmq.server.Main"], /started in/);
  });
}

/** Ours, with one service in another process. */
async function beside(service: ServiceName, start: (port: number) => Promise<Child>): Promise<Peer> {
  const ours = await startOurs();
  const port = await freePort();
  const stops = [ours.close];
  const close = async () => void (await Promise.all(stops.map((stop) => stop())));
  try {
    stops.push((await start(port)).stop);
    await waitForPort(port);
  } catch (error) {
    await close();
    throw error;
  }
  const { region, urls } = ours.endpoints;
  return { endpoints: { region, urls: { ...urls, [service]: `http://127.0.0.1:${port}` } }, close };
}
