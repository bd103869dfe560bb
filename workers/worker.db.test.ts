import { afterAll, expect, test } from "vitest";
import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { aCustomer, anOrderCreated, deliveriesOf } from "#server/testing/factories.ts";
import { mailHandler } from "#server/testing/pipeline.ts";
import { freePort } from "#server/testing/servers/free-port.ts";
import { startWorker } from "#server/testing/start-process.ts";

const pool = await testDatabase();
const sink = await startLocalMailServer({ db: pool, port: 0, hangMilliseconds: 3_000 });
const customerId = await aCustomer(pool);
const healthPort = await freePort();
const worker = startWorker({
  HEALTH_PORT: String(healthPort),
  DATABASE_URL: urlOf(pool),
  SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
  RETRY_DELAY_SECONDS: "2",
  // Writes down that the last byte of a mail goes out, so that the test can wait for it.
  AMBIGUOUS_SEND: "park",
});
afterAll(() => sink.stop());

test("an idle worker starts a retry that is due in two seconds within three", async () => {
  const { subject } = await anOrderCreated(pool, { customerId, email: "busy1+ada@example.com" });
  const put = await eventually(
    async () => {
      const [delivery] = await deliveriesOf(pool, subject);
      return delivery?.state === "retrying" && delivery.nextAttemptAt !== null && delivery;
    },
    { timeoutMs: 20_000 },
  );
  const due = put.nextAttemptAt?.getTime() ?? 0;
  await eventually(async () => (await deliveriesOf(pool, subject))[0]?.state === "delivered", { timeoutMs: 20_000 });
  const { rows } = await pool.query<{ startedAt: Date }>(
    `select started_at as "startedAt" from attempt where delivery_id = $1 and number = 2`,
    [put.id],
  );
  // Both by the database's clock. The worker sets itself an alarm; had it none, the poll would come a second later.
  const late = (rows[0]?.startedAt.getTime() ?? Number.NaN) - due;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(1_000);
}, 60_000);

test("a SIGTERM during a batch waits for the hanging mail, starts nothing new and counts no attempt", async () => {
  const hanging = await anOrderCreated(pool, { customerId, email: "hang+ada@example.com" });
  for (let made = 0; made < 400; made += 1) await anOrderCreated(pool, { customerId });
  // The sink has the whole mail and is silent: five others have gone all the way since its last byte was announced.
  const countDelivered = async () =>
    (await pool.query("select from delivery where state = 'delivered'")).rowCount ?? Number.NaN;
  const patience = { timeoutMs: 20_000, everyMs: 5 };
  await eventually(async () => {
    const sql = "select from delivery where subject = $1 and data_since is not null";
    return (await pool.query(sql, [hanging.subject])).rowCount === 1;
  }, patience);
  const before = await countDelivered();
  await eventually(async () => (await countDelivered()) >= before + 5, patience);
  const stoppedAt = performance.now();
  worker.child.kill("SIGTERM");
  // Not ready while it drains, but live: the platform must not restart it meanwhile.
  const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${healthPort}${path}`)).status;
  await eventually(async () => (await statusOf("/readyz")) === 503, patience);
  expect(await statusOf("/livez")).toBe(200);
  expect(worker.isAlive()).toBe(true);
  expect(await worker.ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(25_000);

  expect(await deliveriesOf(pool, hanging.subject)).toMatchObject([{ state: "delivered", attempts: 1 }]);
  const { rows } = await pool.query<{ state: string; attempts: number; open: number; count: number }>(
    `select state, attempts, count(*) filter (where sending_since is not null)::int as open, count(*)::int as count
     from delivery where handler = $1 and subject <> $2 group by state, attempts order by state, attempts`,
    [mailHandler, hanging.subject],
  );
  const untouched = rows.filter(({ state }) => state === "queued");
  expect(untouched).toEqual([{ state: "queued", attempts: 0, open: 0, count: expect.any(Number) }]);
  expect(rows.filter(({ state, attempts }) => state === "delivered" && attempts === 1)).toHaveLength(1);
  const { rows: copies } = await pool.query<{ copies: number; distinct: number }>(
    "select count(*)::int as copies, count(distinct message_id)::int as distinct from captured_mail",
  );
  expect(copies[0]?.copies).toBe(copies[0]?.distinct);
  expect((await pool.query("select from attempt where outcome = 'worker_lost'")).rowCount).toBe(0);
}, 90_000);
