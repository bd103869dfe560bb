import { expect, test } from "vitest";
import { keyedMutex } from "#server/platform/pgboss/keyed-mutex.ts";

test("runs work of one key in order, also after a failure, and work of other keys concurrently", async () => {
  const turns = keyedMutex();
  const first = Promise.withResolvers<void>();
  const log: string[] = [];
  const failing = turns("a", async () => {
    log.push("a1");
    await first.promise;
  });
  const second = turns("a", async () => void log.push("a2"));
  await turns("b", async () => void log.push("b1"));
  expect(log).toEqual(["a1", "b1"]);
  first.reject(new Error("lost"));
  await expect(failing).rejects.toThrow("lost");
  await second;
  await turns("a", async () => void log.push("a3"));
  expect(log).toEqual(["a1", "b1", "a2", "a3"]);
});
