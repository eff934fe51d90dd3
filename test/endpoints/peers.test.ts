import { describe, test } from "@jest/globals";
import { packagedTemplate, type Template } from "../build/template.ts";
import { useNobodysCredentials } from "./credentials.ts";
import { findLacks } from "./find-lacks.ts";
import { type PeerEntry, peers } from "./peers.ts";
import { describeTarget, type Lacks } from "./suite.ts";

useNobodysCredentials();
const template = await packagedTemplate("local");
for (const entry of peers) await register(entry);

async function register(entry: PeerEntry) {
  const { name, start } = entry;
  const reason = entry.absence();
  if (reason === undefined)
    return describeTarget({ name, start, lacks: await lacksOf(entry, template) }, template);
  process.stderr.write(`Not run against ${name}: ${reason}.\n`);
  describe(`on ${name}`, () => test.skip(`everything (left out: ${reason})`, () => {}));
}

async function lacksOf({ lacks, start }: PeerEntry, template: Template): Promise<Lacks> {
  if (lacks) return lacks;
  const peer = await start();
  return findLacks(peer.endpoints, template).finally(peer.close);
}
