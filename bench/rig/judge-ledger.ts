import type pg from "pg";
import type { LedgerEntry } from "#bench/rig/order-client.ts";
import { none, type Row } from "#bench/rig/report.ts";

/** Compares what the client was told with what the database holds: an order of which it knows is there, and no other. */
export async function judgeLedger(pool: pg.Pool, ledger: readonly LedgerEntry[]): Promise<Row[]> {
  const told = ledger.filter(({ outcome }) => outcome === "ok").map(({ orderId }) => orderId);
  const { rows } = await pool.query<{ lost: number; phantom: number; halved: number }>(
    `select (select count(*) from unnest($1::uuid[]) as told (id) where not exists (select from customer_order o where o.id = told.id))::int as lost,
            (select count(*) from customer_order o where o.id <> all($1::uuid[]))::int as phantom,
            (select count(*) from customer_order o full join
               (select substring(subject from 8)::uuid as id from outbox_message where type = 'order.created') m using (id)
             where o.created_at is null or m.id is null)::int as halved`,
    [told],
  );
  const { lost = -1, phantom = -1, halved = -1 } = rows[0] ?? {};
  return [
    none("orders the client was told of that are not there", lost),
    none("orders that are there and no client was told of", phantom),
    none("orders without their message, or messages without their order", halved),
    none("orders whose outcome stayed unknown under their key", ledger.filter((one) => one.outcome === "info").length),
    none("orders refused", ledger.filter((one) => one.outcome === "fail").length),
  ];
}
