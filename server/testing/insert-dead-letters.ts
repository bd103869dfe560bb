import type pg from "pg";

/**
 * Inserts thousands of dead letters in one statement, unevenly distributed over handlers, codes, types, causes, attempts and
 * revisions, some in the same microsecond. For tests of lists, which only read the rows.
 */
export async function insertDeadLetters(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `with made as (
       select n, gen_random_uuid() as message_id, gen_random_uuid() as id, gen_random_uuid() as order_id,
              (array['order-notifications', 'warehouse-webhook', 'account-mails'])[1 + (n % 7) / 3] as handler,
              (array['order.created', 'order.shipped', 'order.cancelled'])[1 + (n % 11) / 5] as type,
              (array['recipient_rejected', 'smtp_deferred', 'webhook_rejected', 'unexpected'])[1 + (n % 13) / 4] as code
       from generate_series(1, $1::int) n
     ), written as (
       insert into outbox_message (id, source, type, subject, data)
       select message_id, 'test', type, 'orders/' || order_id,
              jsonb_build_object('orderId', order_id, 'orderTotal', n, 'email', 'person' || n || '@hidden.example') from made
     )
     insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, revision, position, attempts,
                           verdict, failure_code, error, settled_at, cause, dead_type)
     select id, message_id, handler, 'orders/' || order_id, 'dead', case when n % 17 = 0 then gen_random_uuid() else id end, id, case when n % 17 = 0 then 2 else 1 end, n, n % 5,
            'dead', code, case when n % 19 = 0 then 'Refused: 100% of <person' || n || '@hidden.example> bounced' else 'Timed out ' || n end,
            now() - (n / 3) * interval '7 minutes', handler || ':' || code, type from made`,
    [count],
  );
  await pool.query(
    `insert into cause (fingerprint, handler, failure_code, title, dead, deaths)
     select cause, handler, failure_code, 'A cause', count(*), count(*) from delivery where state = 'dead' group by 1, 2, 3
     on conflict (fingerprint) do update set dead = excluded.dead, deaths = excluded.deaths`,
  );
}
