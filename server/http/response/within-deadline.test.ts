import { expect, test } from "vitest";
import { withinDeadline } from "#server/http/response/within-deadline.ts";

test("passes on the result or the error of work that ends in time", async () => {
  await expect(withinDeadline(Promise.resolve(7), 60_000)).resolves.toBe(7);
  await expect(withinDeadline(Promise.reject(new RangeError("no")), 60_000)).rejects.toThrow(RangeError);
});

test("answers 503 for work that exceeds the deadline, and says to repeat the request", async () => {
  const never = new Promise<number>(() => undefined);
  await expect(withinDeadline(never, 1)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching("repeat it"),
  });
});
