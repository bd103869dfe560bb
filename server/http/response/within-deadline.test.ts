import { expect, test } from "vitest";
import { withinDeadline } from "#server/http/response/within-deadline.ts";

test("what is in time is the answer, and what it throws is thrown", async () => {
  await expect(withinDeadline(Promise.resolve(7), 60_000)).resolves.toBe(7);
  await expect(withinDeadline(Promise.reject(new RangeError("no")), 60_000)).rejects.toThrow(RangeError);
});

test("what never ends is given up as unavailable, in words that tell to repeat it", async () => {
  const never = new Promise<number>(() => undefined);
  await expect(withinDeadline(never, 1)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching("repeat the request"),
  });
});
