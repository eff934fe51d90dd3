import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { GoogleStandIn } from "#local/google.ts";
import type { Template } from "../build/template.ts";
import { startTestGoogle } from "../support/product.ts";
import { type CapabilityName, capabilities, capabilityNames } from "./capabilities.ts";
import { type Case, cases } from "./cases.ts";
import type { Peer } from "./endpoints.ts";
import { type Ground, startGround } from "./start-ground.ts";
import { startRun } from "./start-run.ts";

/** Why an implementation lacks what it lacks. */
export type Lacks = Readonly<Partial<Record<CapabilityName, string>>>;

/** An implementation that the suite runs against. */
export interface Target {
  name: string;
  lacks: Lacks;
  start(): Promise<Peer>;
}

/** Registers the whole suite for one implementation: what it can do, and what the product does on it. */
export function describeTarget(target: Target, template: Template): void {
  describe(`on ${target.name}`, () => {
    let peer: Peer;
    let google: GoogleStandIn;
    beforeAll(async () => {
      google = await startTestGoogle();
      peer = await target.start();
    }, 120_000);
    afterAll(async () => {
      await peer?.close();
      await google?.close();
    });
    const ground = (endpoints = peer.endpoints) => startGround(endpoints, template);
    for (const name of capabilityNames) registerProof(target, name, ground);
    for (const entry of cases)
      registerCase(target, entry, async () => {
        const between = await entry.behind?.(peer.endpoints);
        const run = await startRun(await ground(between?.endpoints), google);
        await entry.run(run).finally(run.close).finally(between?.close);
      });
  });
}

/** Holds the table of lacks to what the implementation does: an entry that is no longer true fails here. */
function registerProof({ lacks }: Target, name: CapabilityName, start: () => Promise<Ground>) {
  const { what, prove } = capabilities[name];
  const reason = lacks[name];
  test(reason === undefined ? `it has ${what}` : `it has no ${what}: ${reason}`, async () => {
    const ground = await start();
    const proof = prove(ground).finally(ground.close);
    if (reason === undefined) await proof;
    else await expect(proof).rejects.toThrow();
  });
}

/** A case whose needs are not met is listed as skipped, with the reason. */
function registerCase({ lacks }: Target, { name, needs }: Case, run: () => Promise<void>) {
  const missing = needs.find((need) => lacks[need] !== undefined);
  if (missing === undefined) test(name, run);
  else test.skip(`${name} (left out: needs ${capabilities[missing].what}; ${lacks[missing]})`, run);
}
