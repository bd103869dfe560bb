import { expect, it } from "vitest";
import { createBackOff } from "#scripts/back-off.ts";

it("doubles up to half a minute and resets after a healthy minute", () => {
  const delayAfter = createBackOff();
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(() => delayAfter(100))).toEqual([
    500, 1000, 2000, 4000, 8000, 16000, 30000, 30000,
  ]);
  expect(delayAfter(60_000)).toBe(500);
});
