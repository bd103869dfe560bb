import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { claimMessages } from "#server/delivery/outbox/sql/claim-messages.ts";
import { lockRelay } from "#server/delivery/outbox/sql/lock-relay.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, registry } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);

const takesOver = () => eventually(async () => (await pipeline.tick()).locked, { timeoutMs: 10_000 });

/** A relay that has claimed a batch and hangs, on a connection of its own. */
async function aRelayInMidBatch() {
  const { subject } = await anOrderCreated(pool);
  const stuck = new pg.Pool({ connectionString: urlOf(pool), max: 1 });
  stuck.on("error", () => undefined);
  const pid = Promise.withResolvers<number>();
  const goOn = Promise.withResolvers<void>();
  const ended = inTransaction(stuck, async (tx) => {
    if (!(await lockRelay(tx))) throw new Error("the lock is taken");
    await claimMessages(tx, { limit: 500, ...registry });
    pid.resolve((await tx.query("select pg_backend_pid() as pid")).rows[0].pid);
    await goOn.promise;
  });
  const outcome = ended.then(
    () => "committed",
    () => "rolled back",
  );
  return { subject, pid: await pid.promise, goOn: goOn.resolve, outcome, end: () => stuck.end() };
}

test("relays the batch of a killed relay once, at once", async () => {
  const relay = await aRelayInMidBatch();
  expect(await pipeline.tick()).toMatchObject({ locked: false });
  await pool.query("select pg_terminate_backend($1)", [relay.pid]);
  await takesOver();
  relay.goOn();
  expect(await relay.outcome).toBe("rolled back");
  expect(await deliveriesOf(pool, relay.subject)).toMatchObject([{ state: "queued" }]);
  await relay.end();
});

test("limits statements to 10 s and idle time to 5 s within the transaction only", async () => {
  const limits = `select current_setting('statement_timeout') as statement,
                         current_setting('idle_in_transaction_session_timeout') as silence`;
  const one = new pg.Pool({ connectionString: urlOf(pool), max: 1 });
  const before = (await one.query(limits)).rows;
  await inTransaction(one, async (tx) => {
    await lockRelay(tx);
    expect((await tx.query(limits)).rows).toEqual([{ statement: "10s", silence: "5s" }]);
  });
  expect((await one.query(limits)).rows).toEqual(before);
  await one.end();
});

test("loses the lock of a stopped relay within 10 s by PostgreSQL's timeout, and cannot commit later", async () => {
  const relay = await aRelayInMidBatch();
  const since = performance.now();
  await takesOver();
  expect(performance.now() - since).toBeLessThan(10_000);
  expect(await deliveriesOf(pool, relay.subject)).toMatchObject([{ state: "queued" }]);
  relay.goOn();
  expect(await relay.outcome).toBe("rolled back");
  await relay.end();
});
