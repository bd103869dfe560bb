import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { notify } from "#server/platform/wakeups/notify.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";

const pool = await testDatabase();
const ears = new pg.Client({ connectionString: urlOf(pool) });
await ears.connect();
await ears.query("listen redeliver_queue");
const heard: string[] = [];
ears.on("notification", ({ payload = "" }) => heard.push(payload));
afterAll(() => ears.end());

test("merges concurrent notifications, and sends one more for those that came during the sending or the pause", async () => {
  for (let times = 0; times < 50; times += 1) notify("redeliver_queue", "a");
  await eventually(() => heard.length === 1);
  // During the pause after the first: these commits need one more notification.
  for (let times = 0; times < 50; times += 1) notify("redeliver_queue", "a");
  notify("redeliver_queue", "b");
  await eventually(() => heard.filter((name) => name === "a").length === 2 && heard.includes("b"));
  notify("redeliver_queue", "a");
  await eventually(() => heard.length === 4);
  expect(heard.toSorted()).toEqual(["a", "a", "a", "b"]);
});
