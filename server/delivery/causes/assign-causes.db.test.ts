import { afterAll, beforeEach, expect, test } from "vitest";
import { assignMissingCauses } from "#server/delivery/causes/assign-missing-causes.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOperator, anOrderCreated } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const by = { actor: anOperator, requestId: null };

type Row = { title: string; dead: number; deaths: number };
const causes = async (): Promise<Row[]> =>
  (await pool.query("select title, dead, deaths::int from cause order by title")).rows;
const counts = async () => (await causes()).map(({ dead, deaths }) => [dead, deaths]);

beforeEach(() => pool.query("truncate cause, cause_hour, outbox_message, outbox_pending, delivery, attempt cascade"));

/** Dead letters of orders whose mails are refused with these replies. */
async function die(...errors: string[]): Promise<void> {
  for (const error of errors) {
    await anOrderCreated(pool);
    await pipeline.tick();
    const refusing = recordingPorts(() => {
      throw new PermanentError("recipient_rejected", error);
    });
    await pipeline.work(mailHandler, refusing.ports);
    await pipeline.collect();
  }
}

test("dead letters of one cause share a row with their count, hours and builds", async () => {
  await die("550 5.1.1 <ada@example.com>: no such user", "550 5.1.1 <bob@example.com>: no such user", "552 5.2.2 full");
  expect(await causes()).toEqual([
    { title: "550 5.1.1 <<address>>: no such user", dead: 2, deaths: 2 },
    { title: "552 5.2.2 full", dead: 1, deaths: 1 },
  ]);
  const { rows } = await pool.query(
    "select sum(deaths)::int as deaths, bool_and(hour = date_trunc('hour', hour, 'UTC')) as whole from cause_hour",
  );
  expect(rows).toEqual([{ deaths: 3, whole: true }]);
  expect((await pool.query("select distinct cardinality(builds) as builds from cause")).rows).toEqual([{ builds: 1 }]);
  expect((await pool.query("select from delivery where state = 'dead' and cause is null")).rowCount).toBe(0);
});

test("the count follows every transition into and out of dead", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  expect(await counts()).toEqual([[1, 1]]);
  await createReplay({ id: delivery.id, body: {}, expectedVersion: null, ...by });
  expect(await counts()).toEqual([[0, 1]]);
  await undoReplay({ id: delivery.id, ...by });
  expect(await counts()).toEqual([[1, 1]]);
  await discard({ id: delivery.id, reason: "test", expectedVersion: null, ...by });
  expect(await counts()).toEqual([[0, 1]]);
  await restore({ id: delivery.id, ...by });
  expect(await counts()).toEqual([[1, 1]]);
});

test("a dead letter after its cause was resolved makes the cause regressed", async () => {
  await die("552 full");
  await pool.query("update cause set resolved_at = clock_timestamp()");
  await die("552 full");
  const { rows } = await pool.query("select dead, resolved_at, regressed_at is not null as regressed from cause");
  expect(rows).toEqual([{ dead: 2, resolved_at: null, regressed: true }]);
});

test("assigns causes to dead letters from before causes existed, once", async () => {
  await die("552 full", "552 full", "550 no");
  await pool.query("update delivery set cause = null");
  await pool.query("truncate cause, cause_hour");
  const [one, other] = await Promise.all([1, 2].map(() => inTransaction(pool, (tx) => assignMissingCauses(tx))));
  expect((one ?? 0) + (other ?? 0)).toBe(3);
  expect(await causes()).toEqual([
    { title: "550 no", dead: 1, deaths: 1 },
    { title: "552 full", dead: 2, deaths: 2 },
  ]);
  expect(await inTransaction(pool, (tx) => assignMissingCauses(tx))).toBe(0);
});

test("keeps at most twenty builds, newest last", async () => {
  await die("552 full");
  await pool.query("update cause set builds = (select array_agg('b' || n order by n) from generate_series(1, 20) n)");
  await die("552 full");
  const { rows } = await pool.query("select builds from cause");
  expect(rows[0].builds).toHaveLength(20);
  expect(rows[0].builds[0]).toBe("b2");
});
