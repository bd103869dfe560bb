import type pg from "pg";
import { publishBacklog } from "#bench/rig/publish-backlog.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

/**
 * Inserts dead letters of one cause, each of an order and a customer of its own, in one transaction: no relay sees them
 * before they are dead letters.
 */
export async function insertDeadLetters(
  pool: pg.Pool,
  { count, cause }: { count: number; cause: string },
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await publishBacklog(tx, count);
    await tx.query(
      `insert into cause (fingerprint, handler, failure_code, title, dead, deaths)
       values ($1, $2, 'recipient_rejected', 'the mail server refused the recipient', $3::int, $3::int)
       on conflict (fingerprint) do update set dead = cause.dead + excluded.dead, deaths = cause.deaths + excluded.deaths`,
      [cause, sendOrderNotifications.id, count],
    );
    await tx.query(
      `with pending as (
         delete from outbox_pending where target_handler is null returning message_id
       ), message as (
         select gen_random_uuid() as id, m.* from (select id as message_id, subject, seq, data from outbox_message) m
         join pending p using (message_id)
       ), customers as (
         insert into customer (id, name, email) select (data->>'customerId')::uuid, 'Ada', 'ada@example.com' from message
       )
       insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, ordered, holds, attempts,
                             verdict, failure_code, error, settled_at, cause, dead_type)
       select id, message_id, $2, subject, 'dead', id, idempotency_key_of(message_id, $2), seq, true, true, 1, 'dead',
              'recipient_rejected', 'refused', now(), $1, 'order.created' from message`,
      [cause, sendOrderNotifications.id],
    );
  });
}
