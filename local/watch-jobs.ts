import type { Stack } from "#aws";
import { cloudOf } from "#cloud/cloud-of.ts";
import { readEnvironment } from "#cloud/environment.ts";
import type { Job } from "#domain/schema/job.ts";
import { readJob } from "#pipeline/read-job.ts";

/** Reads the jobs that are open, and how the ones that were open last time have ended. */
export function openJobs({ awsUrl }: Stack, tableName: string): () => Promise<Job[]> {
  const environment = readEnvironment({ STAGE: "local", TABLE_NAME: tableName, AWS_ENDPOINT_URL: awsUrl });
  const cloud = cloudOf(environment, { messageAttributes: () => ({}), write: () => {} });
  let watched: string[] = [];
  return async () => {
    const open = (await cloud.table.query("OPEN")).map(({ sk }) => sk);
    const ids = [...new Set([...watched, ...open])];
    watched = open;
    const jobs = await Promise.all(ids.map((id) => readJob(cloud, id).catch(() => undefined)));
    return jobs.filter((job) => job !== undefined);
  };
}
