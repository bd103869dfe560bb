import "#server/modules.ts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import type { AttemptContext } from "#server/delivery/attempts/attempt.ts";
import { createAttempt } from "#server/delivery/attempts/attempt.ts";
import { createBreaker, decideBreaker, pauseHandler, resumeHandler, watchGate } from "#server/delivery/gate/gate.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import type { Consumer } from "#server/platform/pgboss/consume.ts";
import { testDatabase } from "#server/testing/database.ts";
import { eventually } from "#server/testing/eventually.ts";
import { anOperator, anOrderCreated, anOrderShipped } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { type Script, startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";
import { deliver } from "#workers/deliver.ts";

const pool = await testDatabase({ max: 20 });
const pipeline = await aPipeline(pool);
const script: Script = {};
const server = await startScriptedServer(script);
const consumers: Consumer[] = [];
const stopWorkers = () => Promise.all(consumers.splice(0).map((consumer) => consumer.drain()));
afterAll(async () => {
  await stopWorkers();
  await pipeline.stop();
  await server.close();
});

const declared = handlerOfId(mailHandler);
if (!declared) throw new Error("no mail handler");
const handler = declared;
const threshold = { deliveries: 20, windowSeconds: 60, share: 0.5, probeSeconds: 0.5, longestProbeSeconds: 600 };
const by = { handler: mailHandler, actor: anOperator, requestId: null };
const reason = "a test";
const accepted: Receipt = { reply: "250 ok", providerMessageId: null };

beforeEach(async () => {
  await stopWorkers();
  await pool.query(
    "truncate outbox_message, outbox_pending, delivery, attempt, cause, handler_breaker, handler_pause, pgboss.job cascade",
  );
  script.banner = "220 scripted ESMTP";
  server.mails.length = 0;
});

const contextOf = (ports: Ports, limit = 3): AttemptContext => ({
  ...{ pool, boss: pipeline.boss, handler, ports, signal: new AbortController().signal },
  policy: { ...handler.retry, limit, delaySeconds: 0.2 },
  breaker: createBreaker(pool, mailHandler, threshold),
});

/** As many workers, each with its own connections, its own watch and its own idea of the breaker. */
function startWorkers(count: number, ports: () => Ports, limit?: number): void {
  for (let started = 0; started < count; started += 1) {
    consumers.push(deliver(contextOf(ports(), limit), watchGate(pool)(mailHandler)));
  }
}
const realMails = (): Ports => ({
  ...recordingPorts().ports,
  mailer: createMailer({ smtpUrl: server.url, from: "Store <store@example.com>" }),
});

async function aBacklog(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => anOrderCreated(pool)));
  await pipeline.tick();
}

async function tally() {
  const { rows } = await pool.query<{
    delivered: number;
    markedDead: number;
    begun: number;
    open: number;
    attempts: number;
  }>(
    `select count(*) filter (where state = 'delivered')::int as delivered, count(*) filter (where verdict = 'dead')::int as "markedDead",
            count(*) filter (where attempts > 0)::int as begun, coalesce(sum(attempts), 0)::int as attempts,
            count(*) filter (where settled_at is null and verdict is null)::int as open
     from delivery where handler = $1`,
    [mailHandler],
  );
  if (!rows[0]) throw new Error("a count returned no row");
  return rows[0];
}
const breakerNow = async () =>
  (await getSnapshot()).handlers.find((one) => one.handler === mailHandler)?.breaker ?? null;
const notifyAll = () => {
  for (const consumer of consumers) consumer.notify();
};
/** The moment of the next probe has come. */
const probeIsDue = async () => {
  await pool.query("update handler_breaker set next_probe_at = now()");
  notifyAll();
};

test("in an outage two hundred mails lose at most the threshold and those in flight; the others are sent automatically", async () => {
  script.banner = "421 4.3.2 down for maintenance";
  await aBacklog(200);
  // Without retries: an attempt while the server is down is dead-lettered.
  startWorkers(4, realMails, 0);
  await eventually(async () => (await breakerNow())?.state === "open", { timeoutMs: 10_000 });
  await eventually(async () => {
    const { begun, markedDead } = await tally();
    return begun === markedDead;
  });
  await pipeline.collect();
  const dead = (await tally()).markedDead;
  expect(dead).toBeGreaterThanOrEqual(threshold.deliveries);
  expect(dead).toBeLessThanOrEqual(threshold.deliveries + consumers.length * 2 * handler.concurrency);
  const shown = await breakerNow();
  expect(shown?.cause?.failureCode).toMatch(/^smtp_/);
  expect(shown?.held).toBe(200 - dead);
  expect(shown?.nextProbeAt).toEqual(expect.any(String));

  // Probes fail, cost nothing, and are the further apart.
  const { rows } = await eventually(async () => {
    const found = await pool.query("select trips, failed, tries from handler_breaker where trips > 1");
    return found.rowCount === 1 && found;
  });
  expect(rows[0].failed).toBeGreaterThanOrEqual(rows[0].tries / 2);
  expect(await tally()).toMatchObject({ markedDead: dead, delivered: 0 });

  script.banner = "220 scripted ESMTP";
  await eventually(async () => (await tally()).delivered === 200 - dead, { timeoutMs: 15_000 });
  expect(await tally()).toEqual({ delivered: 200 - dead, markedDead: dead, begun: 200, open: 0, attempts: 200 });
  expect(server.mails).toHaveLength(200 - dead);
  expect(await breakerNow()).toBeNull();

  // Its own steps are audited, once each.
  const { rows: entries } = await pool.query(
    "select actor_kind, action, target_id, after->>'failureCode' as code from audit_entry where action like 'breaker.%' order by seq",
  );
  const bySystem = { actor_kind: "system", target_id: mailHandler };
  expect(entries).toEqual([
    { ...bySystem, action: "breaker.open", code: shown?.cause?.failureCode },
    { ...bySystem, action: "breaker.close", code: null },
  ]);
}, 40_000);

test("four racing workers let one probe through at a time; a failed probe keeps its last attempt, and a pause has priority", async () => {
  await aBacklog(30);
  // Each has one attempt left.
  await pool.query("update delivery set attempts = 3");
  await decideBreaker({ ...by, decision: { kind: "hold", reason } });
  const answers: PromiseWithResolvers<Receipt>[] = [];
  // One probe that fails, three that pass; then all others.
  const { ports, mails } = recordingPorts(() => {
    if (answers.length === 4) return accepted;
    answers.push(Promise.withResolvers());
    return answers.at(-1)?.promise ?? accepted;
  });
  const anyClaim = createAttempt(contextOf(ports));
  /** Other workers with jobs are refused a place. */
  const othersAreRefused = async () => {
    const before = mails.length;
    const jobs = await Promise.all(Array.from({ length: 8 }, () => pipeline.take(mailHandler)));
    await Promise.all(jobs.map((job) => job && anyClaim(job)));
    expect([jobs.filter(Boolean).length, mails.length]).toEqual([8, before]);
  };
  await pauseHandler({ ...by, reason });
  await probeIsDue();
  await othersAreRefused();
  startWorkers(4, () => ports);

  await resumeHandler({ ...by, reason });
  await eventually(() => mails.length === 1);
  await othersAreRefused();
  expect((await breakerNow())?.state).toBe("half_open");
  answers[0]?.reject(new RetryableError("smtp_unavailable", "still away"));
  await eventually(async () => (await breakerNow())?.state === "open");
  expect(await tally()).toMatchObject({ markedDead: 0, open: 30, attempts: 90 });
  expect((await pool.query("select from attempt")).rowCount).toBe(0);

  await probeIsDue();
  for (const [place, probe] of [1, 2, 3].entries()) {
    await eventually(() => mails.length === 2 + place);
    await othersAreRefused();
    answers[probe]?.resolve(accepted);
  }
  await eventually(async () => (await tally()).delivered === 30);
  expect(await tally()).toMatchObject({ markedDead: 0, attempts: 120 });
}, 30_000);

test("permanently refused mails open no breaker, however many they are", async () => {
  await Promise.all([
    ...Array.from({ length: 60 }, () => anOrderCreated(pool, { email: "bounce@example.com" })),
    ...Array.from({ length: 30 }, () => anOrderCreated(pool)),
  ]);
  await pipeline.tick();
  const { ports } = recordingPorts(({ to }) => {
    if (!to.address.startsWith("bounce")) return accepted;
    throw new PermanentError("recipient_rejected", "no such user", { reply: "550 5.1.1 no such user" });
  });
  startWorkers(2, () => ports);
  await eventually(async () => (await tally()).open === 0);
  expect(await tally()).toMatchObject({ delivered: 30, markedDead: 60 });
  expect(await breakerNow()).toBeNull();
});

test("the place of a crashed worker's probe is freed after its lease; held jobs survive a month, and the sequence is kept", async () => {
  const { orderId, subject } = await anOrderCreated(pool);
  await anOrderShipped(pool, orderId);
  await aBacklog(5);
  await decideBreaker({ ...by, decision: { kind: "hold", reason } });
  await probeIsDue();
  const dying = recordingPorts(() => new Promise(() => undefined));
  const job = await pipeline.take(mailHandler);
  if (!job) throw new Error("no job");
  void createAttempt(contextOf(dying.ports))(job);
  await eventually(() => dying.mails.length === 1);

  await pool.query(
    `update pgboss.job set created_on = created_on - interval '30 days', start_after = start_after - interval '30 days'`,
  );
  await pipeline.boss.supervise();
  const jobs = await pool.query("select name, state::text from pgboss.job where name like $1", [`${mailHandler}%`]);
  expect(new Set(jobs.rows.map(({ name }) => name))).toEqual(new Set([mailHandler]));
  expect(jobs.rowCount).toBe(6);

  const { ports, mails } = recordingPorts();
  // The crashed worker's heartbeat ends before its lease: its job can be fetched, its place cannot be taken.
  await pool.query("update pgboss.job set state = 'retry', start_after = now() where state = 'active'");
  const taken = await Promise.all(Array.from({ length: 6 }, () => pipeline.take(mailHandler)));
  await Promise.all(taken.map((each) => each && createAttempt(contextOf(ports))(each)));
  expect([taken.filter(Boolean).length, mails.length]).toEqual([6, 0]);

  startWorkers(2, () => ports);
  await pool.query("update handler_breaker set probe_until = now()");
  notifyAll();
  await eventually(async () => {
    await pipeline.tick();
    notifyAll();
    return (await tally()).delivered === 7;
  });
  const lost = await pool.query("select outcome from attempt where outcome = 'worker_lost'");
  expect(lost.rowCount).toBe(1);
  expect(mails).toHaveLength(7);
  const { rows } = await pool.query(
    "select m.type from delivery d join outbox_message m on m.id = d.message_id where d.subject = $1 and d.handler = $2 order by d.accepted_at",
    [subject, mailHandler],
  );
  expect(rows.map(({ type }) => type)).toEqual(["order.created", "order.shipped"]);
}, 30_000);

test("an operator lets all through despite failures, for a time and audited; of ten concurrent holds one wins", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => decideBreaker({ ...by, decision: { kind: "hold", reason } })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(decideBreaker({ ...by, decision: { kind: "hold", reason } })).rejects.toThrow(ConflictError);
  await decideBreaker({ ...by, decision: { kind: "let-through", reason, minutes: 10 } });
  await aBacklog(25);
  const { ports, mails } = recordingPorts(() => {
    throw new RetryableError("smtp_unavailable", "still away");
  });
  startWorkers(1, () => ports, 0);
  await eventually(async () => (await tally()).markedDead === 25);
  expect(mails).toHaveLength(25);
  expect(await breakerNow()).toMatchObject({
    ...{ state: "closed", held: 0, cause: null, letThroughUntil: expect.any(String) },
    decided: { by: anOperator.name, reason: "a test" },
  });
  const { rows } = await pool.query(
    "select action from audit_entry where action like 'breaker.%' and target_id = $1 order by seq desc limit 2",
    [mailHandler],
  );
  expect(rows.map(({ action }) => action)).toEqual(["breaker.let-through", "breaker.hold"]);
});

test("the breaker of a removed handler can be let through, and nothing else", async () => {
  const gone = { ...by, handler: "gone" };
  const letThrough = { ...gone, decision: { kind: "let-through" as const, reason, minutes: 1 } };
  await expect(decideBreaker(letThrough)).rejects.toThrow(NotFoundError);
  await pool.query(
    "insert into handler_breaker (handler, state, since, trips, probes_begun, version) values ('gone', 'open', now(), 1, 0, 1)",
  );
  await expect(decideBreaker({ ...gone, decision: { kind: "hold", reason } })).rejects.toThrow(NotFoundError);
  expect((await decideBreaker(letThrough)).breaker?.state).toBe("closed");
});
