import { expect, test } from "@jest/globals";
import { type Chance, createChance } from "#local/aws/chance.ts";

const drawn = (chance: Chance) => [
  ...Array.from({ length: 5 }, chance.random),
  chance.uuid(),
  chance.hex(11),
  chance.fork("faults").random(),
];

test("the same seed gives the same numbers and ids, another seed others", () => {
  expect(drawn(createChance(7))).toEqual(drawn(createChance("7")));
  expect(drawn(createChance(7))).not.toEqual(drawn(createChance(8)));
  expect(drawn(createChance())).not.toEqual(drawn(createChance()));
});

test("a fork does not depend on what others drew, and differs by its purpose", () => {
  const used = createChance(1);
  used.uuid();
  expect(used.fork("a").random()).toBe(createChance(1).fork("a").random());
  expect(createChance(1).fork("a").random()).not.toBe(createChance(1).fork("b").random());
});

test("ids have the form of a random UUID and do not repeat", () => {
  const { uuid } = createChance(3);
  const ids = Array.from({ length: 20_000 }, uuid);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids.slice(0, 100))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(createChance(3).hex(3)).toMatch(/^[0-9a-f]{6}$/);
});

test("numbers fill [0, 1) evenly", () => {
  const { random } = createChance("even");
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let count = 0; count < 50_000; count++) {
    const tenth = Math.floor(random() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 5000)).toBeLessThan(300);
});
