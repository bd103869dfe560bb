import { expect, it } from "vitest";
import { createShutdown } from "#scripts/shutdown.ts";

const part = (calls: string[], name: string) => ({ stop: async () => void calls.push(name) });

it("stops in reverse order, once, however often it is called", async () => {
  const calls: string[] = [];
  const shutdown = createShutdown();
  for (const name of ["lock", "database", "worker"]) await shutdown.add(part(calls, name));
  await Promise.all([shutdown.stop(), shutdown.stop()]);
  expect(calls).toEqual(["worker", "database", "lock"]);
  expect(shutdown.signal.aborted).toBe(true);
});

it("stops a part at once that is added after stopping began", async () => {
  const calls: string[] = [];
  const shutdown = createShutdown();
  await shutdown.stop();
  await shutdown.add(part(calls, "database"));
  expect(calls).toEqual(["database"]);
});

it("stops the other parts although one fails, and reports it", async () => {
  const calls: string[] = [];
  const shutdown = createShutdown();
  await shutdown.add(part(calls, "lock"));
  await shutdown.add({ stop: () => Promise.reject(new Error("does not stop")) });
  await expect(shutdown.stop()).rejects.toThrow("does not stop");
  expect(calls).toEqual(["lock"]);
});
