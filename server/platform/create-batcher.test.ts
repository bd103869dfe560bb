import { expect, test } from "vitest";
import { createBatcher } from "#server/platform/create-batcher.ts";

const double = async (items: number[]) => items.map((item) => item * 2);

test("runs the items of one turn as one batch, and gives each item its own result", async () => {
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

test("never puts two items of one key into a batch", async () => {
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

test("runs the items of a failed batch one by one, so that a bad item fails alone", async () => {
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

test("delays only the items of a slow batch while a lane is free", async () => {
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

test("does not repeat a batch whose outcome is unknown", async () => {
  let attempts = 0;
  const batcher = createBatcher<number, number>({
    most: 10,
    lanes: 1,
    key: String,
    run: async () => {
      attempts += 1;
      throw new Error("the connection broke");
    },
    alone: { when: () => false, run: async (item) => item },
  });
  const results = await Promise.allSettled([1, 2, 3].map(batcher));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(attempts).toBe(1);
});
