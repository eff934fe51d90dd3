import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { type GoogleStandIn, startGoogle } from "../../../local/google.ts";

let google: GoogleStandIn;
beforeEach(async () => {
  google = await startGoogle({ clientId: "client-1" });
});
afterEach(() => google.close());

const asked = {
  client_id: "client-1",
  redirect_uri: "http://localhost:3000/signed-in?from=a",
  state: 's&"1',
  nonce: "n-1",
};
const openPage = (changes = {}) =>
  fetch(`${google.url}/sign-in?${new URLSearchParams({ ...asked, ...changes })}`);
const choose = (changes = {}) =>
  fetch(`${google.url}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ ...asked, email: "operator@example.com", ...changes }),
    redirect: "manual",
  });

describe("the sign-in page", () => {
  test("offers every user as a button, without scripts or inline styles", async () => {
    const response = await openPage();
    const html = await response.text();
    expect(response.status).toBe(200);
    for (const { email } of google.users) expect(html).toContain(`<button name="email" value="${email}">`);
    expect(html).toContain('name="state" value="s&amp;&quot;1"');
    expect(html).toContain('<html lang="en">');
    expect(html).not.toMatch(/<script|style=|<style/);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:3000;");
  });

  test("has its style sheet under its own path", async () => {
    const href = /<link rel="stylesheet" href="([^"]+)">/.exec(await (await openPage()).text())?.[1];
    const response = await fetch(google.url + href);
    expect(response.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(await response.text()).toContain("focus-visible");
  });

  test.each([
    ["another client", { client_id: "client-2" }, "client-2"],
    ["a redirect to another host", { redirect_uri: "http://evil.example/" }, "on this machine"],
    [
      "a host that only begins like ours",
      { redirect_uri: "http://localhost.evil.example/" },
      "on this machine",
    ],
    ["a script as redirect", { redirect_uri: "javascript:alert(1)" }, "on this machine"],
    ["no redirect", { redirect_uri: "" }, "on this machine"],
  ])("refuses %s on both ways", async (_, changes, message) => {
    for (const response of [await openPage(changes), await choose(changes)]) {
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(message);
    }
  });
});

describe("a choice", () => {
  test("leads back with token and state in the fragment, the nonce in the token", async () => {
    const response = await choose();
    expect(response.status).toBe(303);
    const target = new URL(response.headers.get("location") ?? "");
    expect(target.origin + target.pathname + target.search).toBe("http://localhost:3000/signed-in?from=a");
    const fragment = new URLSearchParams(target.hash.slice(1));
    expect(fragment.get("state")).toBe(asked.state);
    expect(decodeJwt(fragment.get("id_token") ?? "")).toMatchObject({
      email: "operator@example.com",
      nonce: "n-1",
    });
  });

  test("of someone unknown says who there is", async () => {
    const response = await choose({ email: "nobody@example.com" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("admin@example.com");
  });
});

describe("POST /token", () => {
  const ask = (body: string, type: string) =>
    fetch(`${google.url}/token`, { method: "POST", body, headers: { "content-type": type } });

  test.each([
    ["JSON", JSON.stringify({ email: "admin@example.com" }), "application/json"],
    ["a form", "email=admin%40example.com", "application/x-www-form-urlencoded"],
  ])("answers %s with a token", async (_, body, type) => {
    const response = await ask(body, type);
    const answer = (await response.json()) as { id_token: string };
    expect(Object.keys(answer)).toEqual(["id_token"]);
    expect(decodeJwt(answer.id_token).email).toBe("admin@example.com");
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("answers a shell that accepts plain text with the bare token, or with a sentence", async () => {
    const curl = (email: string) =>
      fetch(`${google.url}/token`, {
        method: "POST",
        body: new URLSearchParams({ email }),
        headers: { accept: "text/plain" },
      });
    const known = await curl("operator@example.com");
    expect(known.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(decodeJwt(await known.text()).email).toBe("operator@example.com");
    const unknown = await curl("nobody@example.com");
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toMatch(/^There is no user "nobody@example.com": send the email of one of/);
  });

  test("says who there is when the user is unknown", async () => {
    const response = await ask("email=nobody@example.com", "application/x-www-form-urlencoded");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: "unknown_user",
      error_description:
        'There is no user "nobody@example.com": send the email of one of operator@example.com, admin@example.com, viewer@example.com, stranger@example.net.',
    });
  });

  test.each([
    ["{", 400],
    ["null", 400],
    [`{"email":"${"a".repeat(70_000)}"}`, 400],
  ])("refuses an unreadable body", async (body, status) => {
    expect((await ask(body, "application/json")).status).toBe(status);
  });
});

test("a call under a foreign host name gets nothing", async () => {
  const status = await new Promise((resolve, reject) => {
    const options = { port: google.port, path: "/token", method: "POST", headers: { host: "evil.example" } };
    request(options, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("other paths are not found", async () => {
  expect((await fetch(`${google.url}/nothing`)).status).toBe(404);
});
