import { randomUUID } from "node:crypto";
import type pg from "pg";
import { type Attempt, createAttempt } from "#server/delivery/attempts/attempt.ts";
import { markDead } from "#server/delivery/deliveries/mark-dead.ts";
import { stopRetrying } from "#server/delivery/deliveries/stop-retrying.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { relayBatch, requeueJobless } from "#server/delivery/outbox/relay-batch.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { ConflictError } from "#server/platform/errors.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { deadLetterQueueOf } from "#server/platform/pgboss/ensure-queues.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { orderShipped } from "#server/shop/messages/order-shipped.ts";
import { anOperator } from "#server/testing/factories.ts";
import { createReceivers } from "#server/testing/model/receivers.ts";
import { type Action, budget, type Decision, editedTag, type SpecDelivery } from "#server/testing/model/spec.ts";
import { mailHandler, registry, webhookHandler } from "#server/testing/pipeline.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { releaseHeld } from "#server/triage/dead-letters/release-held.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { resend } from "#server/triage/replays/resend.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

export const handlerIds = [mailHandler, webhookHandler] as const;
const policy = { limit: budget - 1, delaySeconds: 3600, backoff: "fixed", maxDelaySeconds: 3600 } as const;
// The model covers the engine, not the guards of replays, which have their own tests.
const allTheSame = { override: { alreadySent: true, loop: true } as const, reason: "model" };
const actor = { actor: { ...anOperator, role: "admin" as const }, requestId: null };

/** The product without its loops, with a clock that the test moves. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export async function createWorld(pool: pg.Pool, boss: Boss) {
  await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, cause cascade");
  await pool.query("delete from pgboss.job");
  const receivers = createReceivers();
  const subjects = Array.from({ length: 3 }, () => randomUUID());
  const signal = new AbortController().signal;
  const attempts = new Map<string, Attempt>(
    handlerIds.map((id) => {
      const handler = handlerOfId(id);
      if (!handler) throw new Error(`no handler ${id}`);
      return [id, createAttempt({ pool, boss, handler, policy, ports: receivers.ports, signal })];
    }),
  );

  /** Every due job, fetched by a worker. */
  async function fetchDue(queue: string): Promise<QueueJob[]> {
    const jobs = await boss.fetch(queue, { batchSize: 1_000 });
    return jobs.map(({ id, retryCount }) => ({ id, retryCount, deliveryId: id }));
  }

  function publishOn(queryable: pg.Pool | pg.PoolClient, place: number, tag: string, shipped: boolean) {
    const orderId = subjects[place] ?? "";
    const subject = `orders/${orderId}`;
    const data = { orderId, customerId: randomUUID(), email: `${tag}@example.com` };
    return shipped
      ? publish(queryable, orderShipped, { subject, data })
      : publish(queryable, orderCreated, { subject, data: { ...data, orderTotal: 1400, currency: "EUR" } });
  }

  return {
    pool,
    receivers,
    subjectOf: (place: number) => `orders/${subjects[place]}`,
    fetchDue,
    publish: (place: number, tag: string, shipped: boolean) => publishOn(pool, place, tag, shipped),

    /** Takes its seq before the messages of `meanwhile`, and commits after them. */
    publishLate: (place: number, tag: string, meanwhile: () => Promise<void>) =>
      inTransaction(pool, async (tx) => {
        const published = await publishOn(tx, place, tag, false);
        await meanwhile();
        return published;
      }),

    tick: () => relayBatch(pool, boss, registry),

    /** The relay loses its connection in the middle of a batch, which is rolled back. */
    async tickCutOff(): Promise<void> {
      const cut = { insert: () => Promise.reject(new Error("cut off")) } as unknown as Boss;
      await relayBatch(pool, cut, registry).catch((error: Error) => {
        if (error.message !== "cut off") throw error;
      });
    },

    deliver: (handler: string, job: QueueJob): Promise<void> => attempts.get(handler)?.(job) ?? Promise.reject(),
    fetchDead: (handler: string) => fetchDue(deadLetterQueueOf(handler)),
    collect: (handler: string, job: QueueJob) => markDead(pool, boss, handler, job),

    /** The collector's transaction is rolled back. */
    async collectCutOff(handler: string, job: QueueJob): Promise<void> {
      const cut = { deleteJob: () => Promise.reject(new Error("cut off")) } as unknown as Boss;
      await markDead(pool, cut, handler, job).catch((error: Error) => {
        if (error.message !== "cut off") throw error;
      });
    },

    async act(action: Action, target: SpecDelivery): Promise<Decision> {
      const id = target.id ?? "";
      try {
        if (action === "undo") await undoReplay({ id, ...actor });
        if (action === "restore") await restore({ id, ...actor });
        if (action === "discard") await discard({ id, reason: "model", expectedVersion: null, ...actor });
        if (action === "stop") await stopRetrying({ id, reason: "model", ...actor });
        if (action === "release") await releaseHeld({ id, reason: "model", expectedVersion: null, ...actor });
        if (action === "resend") await resend({ id, reason: "model", expectedVersion: null, ...actor });
        if (action === "replay") await createReplay({ id, body: allTheSame, expectedVersion: null, ...actor });
        if (action === "edit") {
          const { rows } = await pool.query(
            "select data from outbox_message m join delivery d on d.message_id = m.id where d.id = $1",
            [id],
          );
          const payload = { ...rows[0].data, email: `${editedTag(target)}@example.com` };
          await createReplay({ id, body: { payload, ...allTheSame }, expectedVersion: null, ...actor });
        }
        return "done";
      } catch (error) {
        if (error instanceof ConflictError) return "conflict";
        throw error;
      } finally {
        // The clock stands still: an undo window of 5 s must not end on a slow machine.
        await pool.query(
          "update delivery set release_at = now() + interval '1 day', check_at = now() + interval '1 day' where state = 'waiting' and release_at between now() and now() + interval '10 s'",
        );
      }
    },

    undoWindowsPass: () =>
      pool.query(
        "update delivery set release_at = now(), check_at = now() where state = 'waiting' and release_at > now()",
      ),
    retriesAreDue: () =>
      pool.query(
        "update pgboss.job set start_after = now() where state in ('created', 'retry') and start_after > now()",
      ),
    leasesExpire: () => pool.query("update pgboss.job set state = 'retry', start_after = now() where state = 'active'"),
    jobVanishes: (id: string) => pool.query("delete from pgboss.job where id = $1", [id]),

    async sweep(): Promise<number> {
      await pool.query(
        `update delivery set created_at = created_at - interval '61 s', updated_at = updated_at - interval '61 s'
         where state in ('queued', 'retrying')`,
      );
      return requeueJobless(pool, boss);
    },
  };
}
