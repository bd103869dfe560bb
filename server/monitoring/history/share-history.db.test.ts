import { expect, test } from "vitest";
import { shareHistory } from "#server/monitoring/history/share-history.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";

await testDatabase();

test("shares one read among concurrent calls, and reads again within a second", async () => {
  const [one, other, of] = [
    shareHistory("15m", null),
    shareHistory("15m", null),
    shareHistory("15m", "order-notifications"),
  ];
  expect(other).toBe(one);
  expect(of).not.toBe(one);
  const { at } = await one;
  await eventually(async () => (await shareHistory("15m", null)).at > at, { timeoutMs: 1_000 });
});
