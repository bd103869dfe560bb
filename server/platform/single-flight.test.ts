import { expect, test, vi } from "vitest";
import { singleFlight } from "#server/platform/single-flight.ts";

test("shares one call among callers within the time, and makes a new one later", async () => {
  const read = vi.fn(async (range: string, handler: string | null) => ({ range, handler }));
  const share = singleFlight(read, 30);
  const [one, other] = await Promise.all([share("1h", null), share("1h", null)]);
  expect(other).toBe(one);
  expect(await share("15m", null)).not.toBe(one);
  expect(read).toHaveBeenCalledTimes(2);
  await vi.waitFor(async () => expect(await share("1h", null)).not.toBe(one));
});

test("calls again at once after a failure", async () => {
  const read = vi.fn<() => Promise<string>>();
  read.mockRejectedValueOnce(new Error("the database is away")).mockResolvedValue("read");
  const share = singleFlight(read, 60_000);
  await expect(share()).rejects.toThrow("away");
  expect(await share()).toBe("read");
  expect(await share()).toBe("read");
  expect(read).toHaveBeenCalledTimes(2);
});
