import { expect, test } from "vitest";
import { createBatcher } from "#server/platform/create-batcher.ts";

const double = async (items: number[]) => items.map((item) => item * 2);

test("what comes in one turn leaves together, and every item gets its own answer", async () => {
  const batches: number[][] = [];
  const batcher = createBatcher<number, number>({
    most: 3,
    lanes: 1,
    key: String,
    run: (items) => {
      batches.push(items);
      return double(items);
    },
  });
  await expect(Promise.all([1, 2, 3, 4].map(batcher))).resolves.toEqual([2, 4, 6, 8]);
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

test("two items of one key never share a batch", async () => {
  const batches: string[][] = [];
  const batcher = createBatcher<string, string>({
    most: 10,
    lanes: 1,
    key: (item) => item[0] ?? "",
    run: async (items) => {
      batches.push(items);
      return items;
    },
  });
  await Promise.all(["a1", "b1", "a2"].map(batcher));
  expect(batches).toEqual([["a1", "b1"], ["a2"]]);
});

test("a batch that fails is tried one by one, so that one bad item takes no neighbour with it", async () => {
  const batcher = createBatcher<number, number>({
    most: 10,
    lanes: 1,
    key: String,
    run: async (items) => {
      if (items.includes(2)) throw new Error("no");
      return double(items);
    },
    alone: {
      run: async (item) => {
        if (item === 2) throw new Error("no");
        return item * 2;
      },
    },
  });
  const results = await Promise.allSettled([1, 2, 3].map(batcher));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("a batch that is held up delays only its own items while a lane is free", async () => {
  const held = Promise.withResolvers<number[]>();
  const batcher = createBatcher<number, number>({
    most: 10,
    lanes: 2,
    key: String,
    run: (items) => (items.includes(1) ? held.promise : double(items)),
  });
  const first = batcher(1);
  await new Promise(setImmediate);
  await expect(batcher(2)).resolves.toBe(4);
  held.resolve([0]);
  await expect(first).resolves.toBe(0);
});

test("a batch whose fate is not known is not tried again", async () => {
  let tries = 0;
  const batcher = createBatcher<number, number>({
    most: 10,
    lanes: 1,
    key: String,
    run: async () => {
      tries += 1;
      throw new Error("the connection broke");
    },
    alone: { when: () => false, run: async (item) => item },
  });
  const results = await Promise.allSettled([1, 2, 3].map(batcher));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(tries).toBe(1);
});
