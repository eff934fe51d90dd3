import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { root } from "#build/root.ts";
import { renderPeers } from "./render-peers.ts";

const [opening, closing] = ["<!-- peers -->\n", "<!-- /peers -->"];
const file = join(root, "docs/endpoints.md");

test("docs/endpoints.md holds the tables of what each peer can do as the suite knows them", () => {
  const text = readFileSync(file, "utf8");
  const start = text.indexOf(opening) + opening.length;
  const rendered = `${text.slice(0, start)}${renderPeers()}\n${text.slice(text.indexOf(closing))}`;
  if (process.env.UPDATE_DOCS) writeFileSync(file, rendered);
  else expect(text).toBe(rendered);
});
