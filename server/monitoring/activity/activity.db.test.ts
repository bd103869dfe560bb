import { afterAll, expect, test } from "vitest";
import { listActivity } from "#server/monitoring/activity/list-activity.ts";
import { readActivity } from "#server/monitoring/activity/sql/read-activity.ts";
import { recordDeploy } from "#server/monitoring/processes/sql/record-deploy.ts";
import { newId } from "#server/platform/new-id.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const put = (id: string) => discard({ id, reason: "test", expectedVersion: null, actor: anOperator, requestId: null });
const replay = (id: string) =>
  createReplay({ id, body: {}, expectedVersion: null, actor: anOperator, requestId: null });
const anAlert = (rule: string, firedAgo: string, resolvedAgo: string | null) =>
  pool.query(
    `insert into alert (id, rule, subject, severity, state, message, started_at, fired_at, resolved_at)
     values ($1::uuid, $2::text, $1::text, 'critical', $3, $2::text || ' is met.', now() - $4::interval, now() - $4::interval, now() - $5::interval)`,
    [newId(), rule, resolvedAgo === null ? "firing" : "resolved", firedAgo, resolvedAgo],
  );

test("lists actions, alerts, deploys and lost workers, newest first, and merges equal ones in a row", async () => {
  await recordDeploy(pool, "worker", "a1b29d0");
  await pool.query("update deploy set at = now() - interval '2 hours'");
  await pool.query(
    `insert into running_process (id, kind, host, pid, build, duties, started_at, seen_at, resident_bytes, heap_used_bytes,
       loop_delay_seconds, draining)
     select gen_random_uuid(), 'worker', 'deliver', n, 'a1b29d0', '{deliver}', now() - interval '2 hours',
       now() - interval '90 minutes', 1, 1, 0, false from generate_series(1, 2) n`,
  );
  await anAlert("dead_rate", "1 hour", "50 minutes");
  for (let n = 0; n < 3; n += 1) await anAlert("new_cause", "40 minutes", null);
  const letters = [];
  for (let n = 0; n < 4; n += 1) letters.push(await aDeadLetter(pool, pipeline));
  for (const { delivery } of letters.slice(0, 3)) await put(delivery.id);
  const last = letters[3];
  await replay(last?.delivery.id ?? "");

  const { items } = await listActivity(true);
  expect(items).toMatchObject([
    {
      ...{ kind: "action", count: 1, who: anOperator.name, action: "dead-letter.replay" },
      ...{ target: { kind: "delivery", id: last?.delivery.id }, orderId: last?.orderId },
    },
    { kind: "action", count: 3, action: "dead-letter.discard" },
    { kind: "alert", count: 3, turn: "fired", rule: "new_cause", message: "new_cause is met.", seconds: null },
    { kind: "alert", count: 1, turn: "resolved", rule: "dead_rate", seconds: 600 },
    { kind: "alert", count: 1, turn: "fired", rule: "dead_rate" },
    { kind: "lost", count: 2 },
    { kind: "deploy", count: 1, build: "a1b29d0" },
  ]);
  expect(items.map(({ at }) => at)).toEqual(
    items
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  );
});

test("lists no actions for a reader without the right to the audit log", async () => {
  const { items } = await listActivity(false);
  expect(items.map(({ kind }) => kind)).not.toContain("action");
  expect(JSON.stringify(items)).not.toContain(anOperator.name);
  expect(items).not.toEqual([]);
});

test("keeps activities more than a minute apart separate, and counts a bulk as a whole", async () => {
  await pool.query(
    `insert into audit_entry (id, at, actor_kind, actor_id, actor_name, actor_role, action, target_kind, target_id)
     select gen_random_uuid(), now() + make_interval(secs => 200 * (n / 400)), 'user', 'u', 'Maya Ito', 'operator',
       'cause.mute', 'cause', 'c' || n from generate_series(0, 799) n`,
  );
  const items = await readActivity(pool, { actions: ["cause.mute"], depth: 5_000, limit: 2 });
  expect(items).toMatchObject([
    { kind: "action", count: 400, who: "Maya Ito", target: { id: "c799" } },
    { kind: "action", count: 400, target: { id: "c399" } },
  ]);
});
