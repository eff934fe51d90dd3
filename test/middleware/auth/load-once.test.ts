import { expect, test } from "@jest/globals";
import { loadOnce } from "../../../middleware/auth/load-once.ts";

test("what was loaded is kept, and a load that failed is tried again", async () => {
  const answers = [new Error("no such file"), "loaded", "never asked for"];
  const load = loadOnce(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const both = await Promise.allSettled([load(), load()]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await Promise.all([load(), load()])).toEqual(["loaded", "loaded"]);
  expect(await load()).toBe("loaded");
});
