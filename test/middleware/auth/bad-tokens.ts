import { createHmac, createSign } from "node:crypto";
import { encode, signingKey, signToken } from "../support.ts";
import { audience, claims, key, seconds, tokenWith } from "./google-like.ts";

/** A token that nobody may come in with, and the status that its bearer gets. */
export type BadToken = readonly [why: string, token: () => string, status?: 401 | 403];

const attacker = signingKey("attacker");

function unsigned(header: Record<string, unknown>, signature = ""): string {
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

function signedWithPublicKey(): string {
  const secret = key.publicKey.export({ format: "pem", type: "spki" });
  const input = `${encode({ alg: "HS256", kid: key.kid })}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

// As a text, since no object has one name twice.
function signedText(payload: string, header = JSON.stringify({ alg: "RS256", kid: key.kid })): string {
  const input = [header, payload].map((part) => Buffer.from(part).toString("base64url")).join(".");
  return `${input}.${createSign("sha256").update(input).sign(key.privateKey, "base64url")}`;
}

function repeated(member: string): string {
  return JSON.stringify(claims).replace("{", `{${member},`);
}

function flipped(token: string): string {
  const dot = token.lastIndexOf(".") + 1;
  const changed = token.charAt(dot) === "A" ? "B" : "A";
  return token.slice(0, dot) + changed + token.slice(dot + 1);
}

/** The parts of one token and the signature of another. */
function mixed(token: string, other: string): string {
  return `${token.slice(0, token.lastIndexOf("."))}${other.slice(other.lastIndexOf("."))}`;
}

const byAttacker = (header: Record<string, unknown>) => signToken(claims, attacker, { header });
const withHeader = (header: Record<string, unknown>) => signToken(claims, key, { header });

/** Each way of a token to be bad. */
export const badTokens: readonly BadToken[] = [
  ["alg none", () => unsigned({ alg: "none", kid: key.kid }, "x")],
  ["alg None in mixed case", () => unsigned({ alg: "nOnE", kid: key.kid }, "x")],
  ["alg none with an empty signature", () => unsigned({ alg: "none", kid: key.kid })],
  ["no alg", () => unsigned({ kid: key.kid }, "x")],
  ["an alg that is no text", () => unsigned({ alg: ["RS256"], kid: key.kid }, "x")],
  ["an empty signature", () => unsigned({ alg: "RS256", kid: key.kid })],
  ["HS256 signed with the public key", signedWithPublicKey],
  ["RS512", () => signToken(claims, key, { alg: "RS512" })],
  ["an unknown key id", () => withHeader({ kid: "other" })],
  ["no key id", () => withHeader({ kid: undefined })],
  ["an empty key id", () => withHeader({ kid: "" })],
  ["a key id like a path", () => withHeader({ kid: "../../etc/passwd" })],
  ["a key id that every object has", () => withHeader({ kid: "constructor" })],
  ["another key under our key id", () => byAttacker({ kid: key.kid })],
  ["a key of its own in jwk", () => byAttacker({ jwk: attacker.jwk })],
  ["a key of its own in jwk under our key id", () => byAttacker({ jwk: attacker.jwk, kid: key.kid })],
  ["an address of keys in jku", () => byAttacker({ jku: "https://attacker.example.com/keys", kid: key.kid })],
  ["an address of a certificate in x5u", () => byAttacker({ x5u: "https://attacker.example.com/key.pem" })],
  ["a certificate in x5c", () => byAttacker({ x5c: ["TUlJQg=="], kid: key.kid })],
  ["an extension in crit", () => withHeader({ crit: ["b64"], b64: true })],
  ["an empty crit", () => withHeader({ crit: [] })],
  ["a flipped signature", () => flipped(tokenWith())],
  ["the signature of another token", () => mixed(tokenWith(), tokenWith({ sub: "2" }))],
  ["other claims over our signature", () => mixed(tokenWith({ email: "admin@example.com" }), tokenWith())],
  ["an issuer that only starts like Google", () => tokenWith({ iss: "https://accounts.google.com.evil" })],
  ["an issuer with a slash more", () => tokenWith({ iss: "https://accounts.google.com/" })],
  ["an issuer in a list", () => tokenWith({ iss: ["https://accounts.google.com"] })],
  ["no issuer", () => tokenWith({ iss: undefined })],
  ["another audience, same user", () => tokenWith({ aud: "other-app.example.com" })],
  ["a list with our audience alone", () => tokenWith({ aud: [audience] })],
  ["a list of audiences", () => tokenWith({ aud: [audience, "other-app.example.com"] })],
  ["no audience", () => tokenWith({ aud: undefined })],
  ["another authorized party", () => tokenWith({ azp: "other-app.example.com" })],
  ["no expiry", () => tokenWith({ exp: undefined })],
  ["an expiry as text", () => tokenWith({ exp: String(seconds + 3600) })],
  ["an expiry that has passed", () => tokenWith({ exp: seconds - 61 })],
  ["issued in two hours", () => tokenWith({ iat: seconds + 7200, exp: seconds + 9000 })],
  ["no time of issue", () => tokenWith({ iat: undefined })],
  ["valid in two hours", () => tokenWith({ nbf: seconds + 7200 })],
  ["an access token", () => "ya29.a0AfH6SMBx-not-a-json-web-token"],
  ["no e-mail", () => tokenWith({ email: undefined })],
  ["an e-mail of two addresses", () => tokenWith({ email: ["operator@example.com"] })],
  ["no subject", () => tokenWith({ sub: undefined })],
  ["an empty subject", () => tokenWith({ sub: "" })],
  ["an e-mail that is not verified", () => tokenWith({ email_verified: false })],
  ["an e-mail verified as text", () => tokenWith({ email_verified: "true" })],
  ["a letter that lower case turns into k", () => tokenWith({ email: "\u212Aim@example.com" })],
  ["two audiences, the last ours", () => signedText(repeated('"aud":"other-app.example.com"'))],
  ["two e-mails", () => signedText(repeated('"email":"admin@example.com"'))],
  ["two e-mails, one name escaped", () => signedText(repeated('"e\\u006dail":"admin@example.com"'))],
  [
    "two algorithms",
    () => signedText(JSON.stringify(claims), `{"alg":"none","alg":"RS256","kid":"${key.kid}"}`),
  ],
  ["claims that are a list", () => signedText(JSON.stringify([claims]))],
  ["claims that are no JSON", () => signedText("{")],
  ["nothing at all", () => ""],
  ["three dots", () => "..."],
  ["five parts, as of an encrypted token", () => `${tokenWith()}.a.b`],
  ["a second token after a comma", () => `${tokenWith()},${tokenWith()}`],
  ["16 KB", () => `${"a".repeat(16_384)}.b.c`],
  ["16 KB, well signed", () => tokenWith({ more: "a".repeat(12_000) })],
  ["somebody who is not listed", () => tokenWith({ email: "stranger@example.com" }), 403],
  ["a listed address with a dot more", () => tokenWith({ email: "oper.ator@example.com" }), 403],
  ["a listed address with a tag", () => tokenWith({ email: "operator+x@example.com" }), 403],
  [
    "a neighbour of a listed domain",
    () => tokenWith({ email: "a@evil-example.org", hd: "evil-example.org" }),
    403,
  ],
  ["a listed domain that Google does not name", () => tokenWith({ email: "a@example.org" }), 403],
];
