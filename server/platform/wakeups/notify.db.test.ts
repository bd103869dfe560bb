import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { wake } from "#server/platform/wakeups/notify.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";

const pool = await testDatabase();
const ears = new pg.Client({ connectionString: urlOf(pool) });
await ears.connect();
await ears.query("listen redeliver_queue");
const heard: string[] = [];
ears.on("notification", ({ payload = "" }) => heard.push(payload));
afterAll(() => ears.end());

test("many wake-ups at once are one, and one that comes while it is on its way or rests is announced after it", async () => {
  for (let times = 0; times < 50; times += 1) wake("redeliver_queue", "a");
  await eventually(() => heard.length === 1);
  // The first has been heard and rests: what was committed since must still be announced, once.
  for (let times = 0; times < 50; times += 1) wake("redeliver_queue", "a");
  wake("redeliver_queue", "b");
  await eventually(() => heard.filter((name) => name === "a").length === 2 && heard.includes("b"));
  wake("redeliver_queue", "a");
  await eventually(() => heard.length === 4);
  expect(heard.toSorted()).toEqual(["a", "a", "a", "b"]);
});
