import { expect, it, vi } from "vitest";
import { staggeredExecutor } from "#server/delivery/attempts/staggered-executor.ts";

it("starts one after the other, also after one that fails", async () => {
  const execute = staggeredExecutor(60_000);
  const started: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = execute(async () => {
    started.push("first");
    await gate.promise;
    throw new Error("failed");
  });
  const second = execute(async () => {
    started.push("second");
  });
  await Promise.resolve();
  expect(started).toEqual(["first"]);
  gate.resolve();
  await expect(first).rejects.toThrow("failed");
  await second;
  expect(started).toEqual(["first", "second"]);
});

it("does not wait for one that takes longer than its head start", async () => {
  vi.useFakeTimers();
  try {
    const execute = staggeredExecutor(2_000);
    const started: number[] = [];
    execute(() => new Promise<void>(() => {}));
    const second = execute(async () => {
      started.push(Date.now());
    });
    const from = Date.now();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(started).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await second;
    expect(started).toEqual([from + 2_000]);
  } finally {
    vi.useRealTimers();
  }
});
