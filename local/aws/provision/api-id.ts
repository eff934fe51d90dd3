import { createHash } from "node:crypto";
import type { PlannedApi } from "./resource.ts";

/** An API's id: ten letters and digits, and the same ones at every start. */
export const apiIdOf = (logicalId: string) => hashOf(logicalId).slice(0, 10);

/** Hexadecimal digits that stand for a text. */
export const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** Where AWS would serve an API. */
export const endpointOf = ({ region }: { region: string }, apiId: string) =>
  `https://${apiId}.execute-api.${region}.amazonaws.com`;

/** Puts the places where APIs are served here in the place of those where AWS would serve them. */
export const withLocalEndpoints = (text: string, apis: readonly PlannedApi[], region: string) =>
  apis.reduce((changed, { apiId, url }) => changed.replaceAll(endpointOf({ region }, apiId), url), text);
