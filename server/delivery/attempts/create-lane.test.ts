import { expect, it, vi } from "vitest";
import { createLane } from "#server/delivery/attempts/create-lane.ts";

it("starts one after the other, also after one that fails", async () => {
  const lane = createLane(60_000);
  const started: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = lane(async () => {
    started.push("first");
    await gate.promise;
    throw new Error("failed");
  });
  const second = lane(async () => {
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
    const lane = createLane(2_000);
    const started: number[] = [];
    lane(() => new Promise<void>(() => {}));
    const second = lane(async () => {
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
