import { expect, test } from "vitest";
import * as z from "zod";
import { newId } from "#server/platform/new-id.ts";

test("creates UUIDs of version 7 with the current time", () => {
  const before = Date.now();
  const id = newId();
  expect(z.uuidv7().safeParse(id).success).toBe(true);
  const time = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now() + 1);
});

test("creates unique ids in order, also beyond the counter of a millisecond", () => {
  const made = Array.from({ length: 20_000 }, newId);
  expect(new Set(made).size).toBe(20_000);
  expect(made.toSorted()).toEqual(made);
});
