import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { persist } from "#server/delivery/attempts/persist.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failure = (code: string) => Object.assign(new Error("the database says no"), { code });

test.each(["08006", "57P01", "57014", "53300", "40P01", "ECONNREFUSED"])(
  "what was sent is written down after an outage of an hour (%s)",
  async (code) => {
    const backAt = Date.now() + 3_600_000;
    const written = persist(async () => {
      if (Date.now() < backAt) throw failure(code);
      return "written";
    });
    await vi.advanceTimersByTimeAsync(3_605_000);
    expect(await written).toBe("written");
  },
);

test("does not repeat a permanent error", async () => {
  let tries = 0;
  const written = persist(async () => {
    tries += 1;
    throw failure("22021");
  });
  await expect(written).rejects.toThrow("says no");
  expect(tries).toBe(1);
});
