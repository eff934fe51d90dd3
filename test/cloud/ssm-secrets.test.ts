import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Secrets } from "#cloud/cloud.ts";
import { ssmSecrets } from "#cloud/ssm-secrets.ts";
import { startWire, type Wire } from "./wire.ts";

const minute = 60_000;
const down = { kind: "error", code: "InternalServerError", message: "Oops", status: 500 } as const;
const outage = { service: "ssm", operation: "GetParameter", effect: down };

let wire: Wire;
let secrets: Secrets;
beforeEach(async () => {
  wire = await startWire();
  secrets = ssmSecrets(wire.clients.ssm, wire.retry, wire.clock);
  await put("first");
});
afterEach(() => wire.close());

const put = (Value: string) =>
  wire.ssm.call("PutParameter", { Name: "/key", Value, Type: "SecureString", Overwrite: true });

describe("a parameter", () => {
  test("is read decrypted, and kept for five minutes", async () => {
    expect(await secrets.get("/key")).toBe("first");
    await put("second");
    wire.clock.advance(5 * minute - 1);
    expect(await secrets.get("/key")).toBe("first");
    expect(wire.calls).toHaveLength(1);
    wire.clock.advance(1);
    expect(await secrets.get("/key")).toBe("second");
    expect(wire.calls).toHaveLength(2);
  });

  test("is kept for the age that the caller allows", async () => {
    await secrets.get("/key");
    await put("second");
    wire.clock.advance(minute);
    expect(await secrets.get("/key", minute + 1)).toBe("first");
    expect(await secrets.get("/key", minute)).toBe("second");
  });

  test("is read once for callers at the same moment", async () => {
    expect(await Promise.all([1, 2, 3].map(() => secrets.get("/key")))).toEqual(["first", "first", "first"]);
    expect(wire.calls).toHaveLength(1);
  });

  test("that does not exist is an error at every call, and is not tried again in between", async () => {
    for (const calls of [1, 2]) {
      await expect(secrets.get("/missing")).rejects.toMatchObject({ name: "ParameterNotFound" });
      expect(wire.calls).toHaveLength(calls);
    }
  });
});

describe("while Parameter Store fails", () => {
  test("the last value serves for fifteen minutes, and no longer", async () => {
    await secrets.get("/key");
    const readAt = wire.clock.now();
    wire.strike(outage, 99);
    wire.clock.advance(5 * minute);
    expect(await secrets.get("/key")).toBe("first");
    wire.clock.advance(readAt + 15 * minute - 1 - wire.clock.now());
    expect(await secrets.get("/key")).toBe("first");
    wire.clock.advance(readAt + 15 * minute - wire.clock.now());
    await expect(secrets.get("/key")).rejects.toMatchObject({ name: "InternalServerError" });
  });

  test("who asks for the value of now gets the failure", async () => {
    await secrets.get("/key");
    wire.strike(outage, 4);
    await expect(secrets.get("/key", 0)).rejects.toMatchObject({ name: "InternalServerError" });
    expect(await secrets.get("/key", 1)).toBe("first");
  });

  test("a value that was never read cannot serve", async () => {
    wire.strike(outage, 4);
    await expect(secrets.get("/key")).rejects.toMatchObject({ name: "InternalServerError" });
    expect(await secrets.get("/key")).toBe("first");
  });

  test("callers at the same moment share the failure, and a later one gets the new value", async () => {
    await secrets.get("/key");
    await put("second");
    wire.strike(outage, 4);
    wire.clock.advance(5 * minute);
    expect(await Promise.all([secrets.get("/key"), secrets.get("/key")])).toEqual(["first", "first"]);
    expect(wire.calls).toHaveLength(5);
    expect(await secrets.get("/key")).toBe("second");
  });
});
